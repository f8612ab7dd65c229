"""What a look of the watch finds, and where an occurrence stands."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.domain.alerts import Severity
from api.domain.routines import (
    AlertRule,
    Event,
    State,
    Step,
    TaskEvent,
    Watch,
    key_of_miss,
    look,
    sentence_of_miss,
    state_of,
    steps_done,
)
from api.domain.schedules import schedule_of

AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
STEPS = (Step("a", "Fetch water"), Step("b", "Swallow"))
HALF_AN_HOUR = timedelta(minutes=30)


def told(event: Event, minutes: int = 0, step: str | None = None, at: datetime = AT) -> TaskEvent:
    return TaskEvent(at, event, step, at + timedelta(minutes=minutes))


def watch(rule: str | None = "FREQ=DAILY", **changed: Any) -> Watch:
    fields = {
        "schedule": schedule_of(AT, rule, ZoneInfo("UTC"), frozenset()),
        "steps": STEPS,
        "remind_before": timedelta(minutes=10),
        "alert": AlertRule(HALF_AN_HOUR, Severity.NEED),
        "until": AT - timedelta(days=1),
        **changed,
    }
    return Watch(**fields)


@pytest.mark.parametrize(
    ("events", "minutes", "state"),
    [
        ([], -1, State.UPCOMING),
        ([], 0, State.DUE),
        ([], 29, State.DUE),
        ([], 30, State.MISSED),
        ([told(Event.DONE)], 99, State.DONE),
        ([told(Event.STEP_DONE, 1, "a")], 5, State.DUE),
        ([told(Event.STEP_DONE, 1, "a"), told(Event.STEP_DONE, 2, "b")], 99, State.DONE),
        ([told(Event.DONE, 1), told(Event.REOPENED, 2)], 5, State.DUE),
        ([told(Event.REOPENED, 1), told(Event.DONE, 2)], 5, State.DONE),
        ([told(Event.SKIPPED)], 99, State.SKIPPED),
        ([told(Event.SKIPPED, 1), told(Event.STEP_DONE, 2, "a")], 99, State.SKIPPED),
        ([told(Event.REMINDED), told(Event.MISSED)], 5, State.DUE),
    ],
)
def test_the_last_word_counts(events: list[TaskEvent], minutes: int, state: State) -> None:
    assert state_of(AT, STEPS, events, AT + timedelta(minutes=minutes), HALF_AN_HOUR) is state


def test_to_reopen_takes_the_steps_back() -> None:
    events = [told(Event.STEP_DONE, 1, "a"), told(Event.REOPENED, 2), told(Event.STEP_DONE, 3, "b")]
    assert steps_done(events) == {"b"}


def test_a_reminder_and_a_miss_are_found_at_their_minute_and_once() -> None:
    told_of: list[tuple[str, datetime]] = []
    until, now = AT - timedelta(hours=1), AT - timedelta(hours=1)
    looks = 0
    while now is not None and now < AT + timedelta(days=1, hours=1):
        found = look(watch(until=until), [], now)
        told_of += [("reminded", at) for at in found.reminded] + [("missed", at) for at in found.missed]
        assert found.next_at is not None
        until, now, looks = now, found.next_at, looks + 1
    next_day = AT + timedelta(days=1)
    assert told_of == [("reminded", AT), ("missed", AT), ("reminded", next_day), ("missed", next_day)]
    assert looks == 5


def test_what_is_done_is_neither_reminded_of_nor_missed() -> None:
    for event in (Event.DONE, Event.SKIPPED):
        found = look(watch(), [told(event, -20)], AT + timedelta(hours=1))
        assert (found.reminded, found.missed) == ((), ())


def test_after_an_outage_every_miss_is_noted_and_no_reminder_comes_too_late() -> None:
    found = look(watch(), [told(Event.DONE, at=AT + timedelta(days=1))], AT + timedelta(days=2, hours=1))
    assert found.missed == (AT, AT + timedelta(days=2))
    assert found.reminded == ()
    late = look(watch(), [], AT + timedelta(minutes=5))
    assert late.reminded == (AT,)


def test_a_long_outage_is_looked_back_on_for_a_week() -> None:
    found = look(watch(), [], AT + timedelta(days=30, hours=1))
    assert len(found.missed) == 7


def test_a_watch_ends_with_its_schedule_and_never_begins_without_a_rule() -> None:
    over = look(watch("FREQ=DAILY;COUNT=2"), [], AT + timedelta(days=2))
    assert over.next_at is None
    assert len(over.missed) == 2
    assert look(watch(remind_before=None, alert=None), [], AT - timedelta(hours=1)).next_at is None


def test_a_schedule_with_a_long_pause_is_looked_at_again_all_the_same() -> None:
    now = AT + timedelta(days=1)
    assert look(watch("FREQ=YEARLY", until=now), [], now).next_at == now + timedelta(days=7)


def test_caregivers_are_told_the_step_that_is_missing() -> None:
    assert sentence_of_miss("Tablets", STEPS, frozenset(), "en") == "Not done: Tablets."
    assert sentence_of_miss("Tablets", STEPS, frozenset({"a"}), "en-GB") == "Not done: Tablets (Swallow)."
    assert sentence_of_miss("Pastillas", (), frozenset(), "es") == "Sin hacer: Pastillas."
    assert key_of_miss(UUID(int=1), AT).isascii()
