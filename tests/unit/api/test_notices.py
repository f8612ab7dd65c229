"""Who is told what, and over which channels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from api.domain.alerts import Press, Severity, acknowledged, press, pressed_again, raised
from api.domain.notifications import (
    Channel,
    Kind,
    Member,
    channels_of_raise,
    notices_of_acknowledgement,
    notices_of_raise,
    sms_text,
)
from api.domain.permissions import Relation

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAM, ANA, BEN = (UUID(int=number) for number in (1, 2, 3))
CIRCLE = [
    Member(SAM, Relation.SELF, "es"),
    Member(ANA, Relation.MANAGER, "en"),
    Member(BEN, Relation.VIEWER, "es"),
]
BOTH = (Channel.WEBSOCKET, Channel.SMS)


def pressed(by: UUID = SAM, severity: Severity = Severity.NEED, at: datetime = NOON) -> Press:
    return press(uuid4(), pressed_by=by, pressed_at=None, received_at=at, severity=severity, sentence="Ow.", symbols=[])


def test_every_caregiver_hears_of_a_press_and_the_person_does_not() -> None:
    first = pressed()
    notices = notices_of_raise(raised(uuid4(), SAM, None, first), first, None, "Sam", CIRCLE)
    assert [(notice.recipient, notice.kind, notice.channels) for notice in notices] == [
        (ANA, Kind.RAISED, BOTH),
        (BEN, Kind.RAISED, BOTH),
    ]
    assert notices[0].body["sentence"] == "Ow."


def test_a_caregiver_who_presses_for_somebody_is_not_told_so() -> None:
    first = pressed(by=ANA)
    notices = notices_of_raise(raised(uuid4(), SAM, None, first), first, None, "Sam", CIRCLE)
    assert [notice.recipient for notice in notices] == [BEN]


def test_information_sends_no_text_message() -> None:
    assert channels_of_raise(raised(uuid4(), SAM, None, pressed(severity=Severity.INFO)), None) == (Channel.WEBSOCKET,)


def test_a_burst_of_presses_sends_one_text_and_another_when_it_gets_graver() -> None:
    first = raised(uuid4(), SAM, None, pressed())
    second = pressed_again(first, pressed(at=NOON + timedelta(seconds=10)), [NOON])
    assert channels_of_raise(second, first) == (Channel.WEBSOCKET,)
    assert channels_of_raise(replace(second, severity=Severity.URGENT), first) == BOTH


def test_pressing_again_after_a_while_sends_a_text_again() -> None:
    first = raised(uuid4(), SAM, None, pressed())
    second = pressed_again(first, pressed(at=NOON + timedelta(seconds=61)), [NOON])
    assert channels_of_raise(second, first) == BOTH


def test_each_is_told_who_is_coming_in_their_own_language() -> None:
    answered = acknowledged(raised(uuid4(), SAM, None, pressed()), ANA, "Ana", NOON)
    notices = notices_of_acknowledgement(answered, CIRCLE)
    assert [(notice.recipient, notice.kind, notice.body["message"]) for notice in notices] == [
        (SAM, Kind.ACKNOWLEDGED, "Ana viene."),
        (BEN, Kind.HANDLED, "Ana viene."),
    ]


def test_a_text_message_names_nobody_and_fits_into_one() -> None:
    for locale in ("en", "es", "fr"):
        text = sms_text(UUID(int=2**127), locale)
        assert "800000" in text
        assert len(text) <= 160
