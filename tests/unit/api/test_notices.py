"""Who is told what, and over which channels."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from api.domain.alerts import Alert, Press, Severity, acknowledged, press, pressed_again, raised
from api.domain.escalation import Around, Move, after_press
from api.domain.escalation_policy import BOTH, DEFAULT
from api.domain.notifications import Channel, Kind, Member, notices_of_acknowledgement, notices_of_calls
from api.domain.permissions import Relation

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAM, ANA, BEN = (UUID(int=number) for number in (1, 2, 3))
CIRCLE = [
    Member(SAM, Relation.SELF, "es"),
    Member(ANA, Relation.MANAGER, "en"),
    Member(BEN, Relation.VIEWER, "es"),
]
AROUND = Around(tuple(CIRCLE))


def pressed(by: UUID = SAM, severity: Severity = Severity.NEED, at: datetime = NOON) -> Press:
    return press(uuid4(), pressed_by=by, pressed_at=None, received_at=at, severity=severity, sentence="Ow.", symbols=[])


def call(alert: Alert, *, before: Alert | None = None, by: UUID | None = SAM, at: datetime = NOON) -> Move:
    return after_press(alert, before, DEFAULT, AROUND, at, by=by, insists=False)


def channels(move: Move) -> list[tuple[UUID, tuple[Channel, ...]]]:
    return [(each.member.account_id, each.channels) for each in move.calls]


def test_every_caregiver_hears_of_a_press_and_the_person_does_not() -> None:
    first = pressed(severity=Severity.URGENT)
    move = call(raised(uuid4(), SAM, None, first))
    notices = notices_of_calls(move.alert, "Sam", move.calls, press=first)
    assert [(notice.recipient, notice.kind, notice.channels) for notice in notices] == [
        (ANA, Kind.RAISED, BOTH),
        (BEN, Kind.RAISED, BOTH),
    ]
    assert (notices[0].body["sentence"], notices[0].body["drill"]) == ("Ow.", False)


def test_a_caregiver_who_presses_for_somebody_is_not_told_so_unless_there_is_nobody_else() -> None:
    alert = raised(uuid4(), SAM, None, pressed(by=ANA))
    assert channels(call(alert, by=ANA)) == [(BEN, (Channel.WEBSOCKET,))]
    alone = after_press(alert, None, DEFAULT, Around(tuple(CIRCLE[:2])), NOON, by=ANA, insists=False)
    assert channels(alone) == [(ANA, (Channel.WEBSOCKET,))]


def test_information_sends_no_text_message() -> None:
    move = call(raised(uuid4(), SAM, None, pressed(severity=Severity.INFO)))
    assert {each for _, each in channels(move)} == {(Channel.WEBSOCKET,)}


def test_a_burst_of_presses_sends_one_text_and_another_when_it_gets_graver() -> None:
    first = call(raised(uuid4(), SAM, None, pressed(severity=Severity.URGENT))).alert
    soon, later = NOON + timedelta(seconds=10), NOON + timedelta(seconds=71)
    second = pressed_again(first, pressed(at=soon), [NOON])
    assert channels(call(second, before=first, at=soon))[0] == (ANA, (Channel.WEBSOCKET,))
    third = pressed_again(second, pressed(at=later), [NOON, soon])
    assert channels(call(third, before=second, at=later))[0] == (ANA, BOTH)
    mild = call(raised(uuid4(), SAM, None, pressed())).alert
    graver = pressed_again(mild, pressed(at=soon, severity=Severity.URGENT), [NOON])
    assert channels(call(graver, before=mild, at=soon))[0] == (ANA, BOTH)


def test_each_is_told_who_is_coming_in_their_own_language() -> None:
    answered = acknowledged(raised(uuid4(), SAM, None, pressed()), ANA, "Ana", NOON, timedelta(minutes=15))
    notices = notices_of_acknowledgement(answered, CIRCLE)
    assert [(notice.recipient, notice.kind, notice.body["message"]) for notice in notices] == [
        (SAM, Kind.ACKNOWLEDGED, "Ana viene."),
        (ANA, Kind.HANDLED, "Ana is coming."),
        (BEN, Kind.HANDLED, "Ana viene."),
    ], "Ana has other devices too"
