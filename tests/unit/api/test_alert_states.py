"""The life of an alert, as a caregiver would tell it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.alert_endings import Cancellation, Closing, Resolution, cancelled, resolved
from api.domain.alerts import (
    SEVERITIES,
    Alert,
    Press,
    Severity,
    State,
    acknowledged,
    dedup_key,
    press,
    pressed_again,
    raised,
    reminded,
)
from api.domain.errors import Invalid, StateConflict

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SAM, ANA, BEN = (UUID(int=number) for number in (1, 2, 3))
REMIND = timedelta(minutes=15)


def pressed(at: datetime = NOON, severity: Severity = Severity.NEED, device: datetime | None = None) -> Press:
    return press(
        uuid4(),
        pressed_by=SAM,
        pressed_at=device,
        received_at=at,
        severity=severity,
        sentence="Water.",
        symbols=["water"],
    )


def alert(severity: Severity = Severity.NEED) -> Alert:
    return raised(uuid4(), SAM, "water", pressed(severity=severity))


def test_a_first_press_raises_an_alert() -> None:
    new = alert()
    assert (new.state, new.press_count, new.raised_at, new.version) == (State.RAISED, 1, NOON, 1)


def test_presses_fold_by_meaning_and_words_not_by_spelling() -> None:
    assert dedup_key("pain", "My  head hurts. ") == dedup_key("pain", "my head hurts.")
    assert dedup_key("pain", "My head hurts.") != dedup_key("pain", "My foot hurts.")
    assert dedup_key("pain", "x") != dedup_key(None, "x")


def test_a_second_press_counts_and_keeps_the_severity() -> None:
    again = pressed_again(alert(), pressed(NOON + timedelta(seconds=5)), [NOON])
    assert (again.press_count, again.severity, again.version) == (2, Severity.NEED, 2)


def test_the_third_press_within_a_minute_is_one_step_more_severe() -> None:
    earlier = [NOON, NOON + timedelta(seconds=20)]
    assert pressed_again(alert(), pressed(NOON + timedelta(seconds=60)), earlier).severity is Severity.URGENT
    assert pressed_again(alert(), pressed(NOON + timedelta(seconds=61)), earlier).severity is Severity.NEED


def test_a_graver_press_makes_the_alert_graver_and_a_milder_one_never_milder() -> None:
    later = NOON + timedelta(hours=1)
    assert pressed_again(alert(), pressed(later, Severity.URGENT), []).severity is Severity.URGENT
    assert pressed_again(alert(Severity.URGENT), pressed(later, Severity.INFO), []).severity is Severity.URGENT


@given(
    start=st.sampled_from(SEVERITIES),
    presses=st.lists(st.tuples(st.integers(0, 120), st.sampled_from(SEVERITIES)), max_size=12),
)
def test_severity_never_falls_and_every_press_counts(start: Severity, presses: list[tuple[int, Severity]]) -> None:
    current, at, times = alert(start), NOON, [NOON]
    for seconds, severity in presses:
        at += timedelta(seconds=seconds)
        after = pressed_again(current, pressed(at, severity), times)
        assert SEVERITIES.index(after.severity) >= SEVERITIES.index(current.severity)
        current, times = after, [*times, at]
    assert (current.press_count, current.version) == (len(presses) + 1, len(presses) + 1)


def test_the_first_to_acknowledge_is_the_one_who_comes() -> None:
    first = acknowledged(alert(), ANA, "Ana", NOON, REMIND)
    assert (first.state, first.acknowledged_by_name, first.acknowledged_at) == (State.ACKNOWLEDGED, "Ana", NOON)
    assert acknowledged(first, BEN, "Ben", NOON, REMIND) is first


@pytest.mark.parametrize("state", [State.RESOLVED, State.CANCELLED])
def test_what_is_over_cannot_be_acknowledged(state: State) -> None:
    over = Alert(**{**{name: getattr(alert(), name) for name in Alert.__slots__}, "state": state})
    with pytest.raises(StateConflict):
        acknowledged(over, ANA, "Ana", NOON, REMIND)


def test_an_answered_alert_takes_no_further_press() -> None:
    with pytest.raises(StateConflict):
        pressed_again(acknowledged(alert(), ANA, "Ana", NOON, REMIND), pressed(), [])


def test_a_press_that_waited_long_is_late_but_not_lost() -> None:
    assert pressed(device=NOON - timedelta(minutes=11)).late
    assert not pressed(device=NOON - timedelta(minutes=9)).late


def test_a_device_whose_clock_runs_ahead_is_set_back() -> None:
    assert pressed(device=NOON + timedelta(days=1)).at == NOON


def test_a_press_says_something() -> None:
    with pytest.raises(Invalid):
        press(
            uuid4(), pressed_by=SAM, pressed_at=None, received_at=NOON, severity=Severity.INFO, sentence=" ", symbols=[]
        )


def closing(by: UUID = ANA, reason: Resolution | Cancellation = Resolution.HELPED) -> Closing:
    return Closing(by, "Ana", reason)


def test_whoever_answered_and_was_reminded_has_the_time_again_and_nobody_else_has() -> None:
    first = acknowledged(alert(), ANA, "Ana", NOON, REMIND)
    asked = reminded(first, NOON + REMIND, timedelta(minutes=5))
    assert acknowledged(asked, BEN, "Ben", NOON + REMIND, REMIND) is asked
    again = acknowledged(asked, ANA, "Ana", NOON + REMIND, REMIND)
    assert (again.reminded_at, again.next_step_at) == (None, NOON + 2 * REMIND)


def test_an_answered_alert_is_resolved_once() -> None:
    done = resolved(acknowledged(alert(), ANA, "Ana", NOON, REMIND), closing(), NOON)
    assert (done.state, done.closed_by_name, done.close_reason, done.next_step_at) == (
        "resolved",
        "Ana",
        "helped",
        None,
    )
    assert resolved(done, closing(BEN), NOON) is done
    with pytest.raises(StateConflict):
        cancelled(done, closing(), NOON, by_person=False)


def test_a_person_takes_a_call_back_for_two_minutes_a_caregiver_at_any_time() -> None:
    mistake = closing(SAM, Cancellation.MISTAKE)
    assert cancelled(alert(), mistake, NOON + timedelta(minutes=2), by_person=True).state is State.CANCELLED
    later = NOON + timedelta(minutes=3)
    with pytest.raises(StateConflict, match="too late"):
        cancelled(alert(), mistake, later, by_person=True)
    false_alarm = closing(ANA, Cancellation.FALSE_ALARM)
    over = cancelled(alert(), false_alarm, later, by_person=False)
    assert (over.state, over.close_reason) == (State.CANCELLED, "false_alarm")
    with pytest.raises(StateConflict):
        resolved(over, closing(), later)


def test_a_drill_never_hides_a_call() -> None:
    assert dedup_key("pain", "Ow.", drill=True) != dedup_key("pain", "Ow.")


def test_a_press_on_what_was_given_up_begins_again() -> None:
    given_up = replace(alert(), state=State.UNANSWERED, level=3, loop=4)
    again = pressed_again(given_up, pressed(NOON + timedelta(hours=1)), [NOON])
    assert (again.state, again.level, again.loop) == (State.RAISED, -1, 0)
