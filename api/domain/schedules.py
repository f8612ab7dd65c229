"""When something is to be done, by the clock of the person who is to do it.

A wall time that a change to summer time skips is read with the offset before the change, one that comes twice means
the first of the two (RFC 5545 §3.3.5): no medicine is left out, none is given twice.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from api.domain.errors import Invalid
from api.domain.recurrence import Rule, parse_rule, walls

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)
# A rule has to come true, and one with COUNT to end, within so many years of its start.
HORIZON = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Once at `starts_at`, or by a rule from then until `ends_at`; `except_days` are days of the person's calendar."""

    starts_at: datetime
    rule: Rule | None
    zone: tzinfo
    except_days: frozenset[date] = frozenset()
    ends_at: datetime | None = None


def schedule_of(starts_at: datetime, rrule: str | None, zone: tzinfo, except_days: frozenset[date]) -> Schedule:
    """Return a new schedule, with its end where it has one. Raises Invalid if it never happens or goes on too far."""
    if not EARLIEST <= starts_at < LATEST:
        raise Invalid("starts_at", "must be from 2000 to 2099")
    if rrule is None:
        return Schedule(starts_at, None, zone, ends_at=starts_at)
    schedule = Schedule(starts_at, parse_rule(rrule), zone, except_days)
    return replace(schedule, ends_at=end_of(schedule))


def end_of(schedule: Schedule) -> datetime | None:
    """Return the last instant that the rule reaches by COUNT or UNTIL, None when it goes on for ever."""
    rule = schedule.rule
    if rule is None:
        return schedule.starts_at
    start = wall_of(schedule.starts_at, schedule.zone)
    reach = walls(rule, start, start, start + HORIZON, counted=True)
    first = next(reach, None)
    if first is None:
        raise Invalid("rrule", "never happens within ten years of starts_at")
    if rule.until is not None:
        until = rule.until if rule.until.tzinfo else instant_of(rule.until, schedule.zone)
        if until < instant_of(first, schedule.zone):
            raise Invalid("rrule", "UNTIL is before the first time")
        return until
    if rule.count is None:
        return None
    every = [first, *reach]
    if len(every) < rule.count:
        raise Invalid("rrule", "COUNT is not reached within ten years; use UNTIL")
    return instant_of(every[-1], schedule.zone)


def occurrences(schedule: Schedule, since: datetime, before: datetime, limit: int) -> list[datetime]:
    """Return, in UTC and in order, the first instants of a schedule from `since` until just before `before`."""
    end = before if schedule.ends_at is None else min(before, schedule.ends_at + timedelta(microseconds=1))
    since, end = max(since, EARLIEST), min(end, LATEST)
    if schedule.rule is None:
        return [schedule.starts_at] if since <= schedule.starts_at < end else []
    start = wall_of(schedule.starts_at, schedule.zone)
    first, last = wall_of(since, schedule.zone) - A_DAY, wall_of(end, schedule.zone) + A_DAY
    found: set[datetime] = set()
    for wall in walls(schedule.rule, start, first, last):
        instant = instant_of(wall, schedule.zone)
        if since <= instant < end and wall.date() not in schedule.except_days:
            found.add(instant)
            if len(found) == limit:
                break
    return sorted(found)


def happens_at(schedule: Schedule, instant: datetime) -> bool:
    """Tell whether an instant is one of the schedule's."""
    return occurrences(schedule, instant, instant + timedelta(microseconds=1), 1) == [instant]


def wall_of(instant: datetime, zone: tzinfo) -> datetime:
    """Return what the person's clock shows at an instant."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which the person's clock shows a wall time."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
