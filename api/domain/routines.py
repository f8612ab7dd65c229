"""What a person has to do: its steps, what was done of it, and what the watch over it does next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from api.domain.alerts import Severity
from api.domain.errors import Invalid
from api.domain.schedules import Schedule, occurrences

# A task without a rule of its own counts as missed after a day.
MISSED_AFTER = timedelta(days=1)
# After an outage the watch looks back no further; and it looks again after at most so long, come what may.
LOOK_BACK = timedelta(days=7)
LOOK_AGAIN = timedelta(days=7)
LOOKED_AT = 500


class Event(StrEnum):
    """What happened to one occurrence of a task; the last two are the watch's own."""

    STEP_DONE = "step_done"
    DONE = "done"
    SKIPPED = "skipped"
    REOPENED = "reopened"
    REMINDED = "reminded"
    MISSED = "missed"


class State(StrEnum):
    """Where one occurrence of a task stands."""

    UPCOMING = "upcoming"
    DUE = "due"
    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a task, with a symbol where it has one."""

    id: str
    title: str
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Raise an alert when an occurrence is not done so long after its time."""

    after: timedelta
    severity: Severity


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """Something that happened to the occurrence at `occurrence_at`; `at` is the device's time."""

    occurrence_at: datetime
    event: Event
    step_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched of a task, and up to when that was done."""

    schedule: Schedule
    steps: tuple[Step, ...]
    remind_before: timedelta | None
    alert: AlertRule | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """What one look of the watch found: occurrences to remind of, missed ones, and when to look next."""

    reminded: tuple[datetime, ...]
    missed: tuple[datetime, ...]
    next_at: datetime | None


def check_steps(steps: Sequence[Step]) -> None:
    """Do nothing if no two steps have the same id."""
    if len({step.id for step in steps}) < len(steps):
        raise Invalid("steps", "two steps have the same id")


def steps_done(events: Iterable[TaskEvent]) -> frozenset[str]:
    """Return the steps that are done; to reopen takes all of them back."""
    done: set[str] = set()
    for event in sorted(events, key=lambda event: event.at):
        if event.event is Event.REOPENED:
            done.clear()
        elif event.step_id is not None:
            done.add(event.step_id)
    return frozenset(done)


def state_of(
    occurrence_at: datetime,
    steps: Sequence[Step],
    events: Sequence[TaskEvent],
    now: datetime,
    missed_after: timedelta = MISSED_AFTER,
) -> State:
    """Return where an occurrence stands; `events` are its own. It is done by a word, or with its last step."""
    told = [event for event in events if event.event in (Event.DONE, Event.SKIPPED, Event.REOPENED)]
    last = max(told, key=lambda event: event.at).event if told else None
    if last is Event.SKIPPED:
        return State.SKIPPED
    if last is Event.DONE or (steps and {step.id for step in steps} <= steps_done(events)):
        return State.DONE
    if now >= occurrence_at + missed_after:
        return State.MISSED
    return State.DUE if now >= occurrence_at else State.UPCOMING


def span_of_look(watch: Watch, now: datetime) -> tuple[datetime, datetime]:
    """Return the span whose occurrences a look is about."""
    since = max(watch.until, now - LOOK_BACK) - (watch.alert.after if watch.alert else timedelta())
    return since, now + LOOK_AGAIN + (watch.remind_before or timedelta())


def look(watch: Watch, events: Sequence[TaskEvent], now: datetime) -> Look:
    """Return what is to be told now; `events` are those of the span of the look.

    A reminder is of use until the occurrence is missed or done. Every miss is noted, also those of an outage.
    """
    since, before = span_of_look(watch, now)
    looked = max(watch.until, now - LOOK_BACK)
    reminded, missed, ahead = [], [], []
    for at in occurrences(watch.schedule, since, before, LOOKED_AT):
        own = [event for event in events if event.occurrence_at == at]
        after = watch.alert.after if watch.alert else MISSED_AFTER
        state = state_of(at, watch.steps, own, now, after)
        if watch.remind_before is not None:
            moment = at - watch.remind_before
            if moment > now:
                ahead.append(moment)
            elif moment > looked and state in (State.UPCOMING, State.DUE):
                reminded.append(at)
        if watch.alert is not None:
            moment = at + after
            if moment > now:
                ahead.append(moment)
            elif moment > looked and state is State.MISSED:
                missed.append(at)
    return Look(tuple(reminded), tuple(missed), next_look(watch, ahead, now))


def next_look(watch: Watch, ahead: Sequence[datetime], now: datetime) -> datetime | None:
    """Return when there is something to look at again; None when the schedule is over, or nothing is watched."""
    if watch.remind_before is None and watch.alert is None:
        return None
    if ahead:
        return min(min(ahead), now + LOOK_AGAIN)
    ends = watch.schedule.ends_at
    return None if ends is not None and ends <= now + LOOK_AGAIN else now + LOOK_AGAIN


MISSED = {"en": "Not done: {what}.", "es": "Sin hacer: {what}."}


def sentence_of_miss(title: str, steps: Sequence[Step], done: frozenset[str], locale: str) -> str:
    """Return what caregivers are told: the task, and the first step that is not done when others are."""
    open_steps = [step.title for step in steps if step.id not in done]
    what = f"{title} ({open_steps[0]})" if done and open_steps else title
    return MISSED.get(locale.split("-")[0], MISSED["en"]).format(what=what)


def key_of_miss(task_id: UUID, occurrence_at: datetime) -> str:
    """Return the idempotency key under which a miss raises its alert, once."""
    return f"missed:{task_id}:{occurrence_at.timestamp():.0f}"
