"""Recurrence rules (RFC 5545 §3.3.10): the part that a day's routines need, expanded within bounds.

Everything here is wall time, without a zone. A walk begins near the window that is asked for and ends with it, so that
a rule that never comes true costs no more than one that does.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from api.domain.errors import Invalid

LONGEST_RULE = 500
LARGEST_INTERVAL = 1000
LARGEST_COUNT = 1000
TIMES_A_DAY = 24
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_OF_WEEK = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,4}", re.ASCII)
MOMENT = re.compile(r"\d{8}(T\d{6}Z?)?", re.ASCII)


class Frequency(StrEnum):
    """How long a period of a rule is."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule; `by_day` holds (n-th or 0 for every, weekday from Monday = 0), `until` is aware if it was UTC."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0


def parse_rule(text: str) -> Rule:
    """Return the rule of an RRULE value such as `FREQ=WEEKLY;BYDAY=MO,FR`. Raises Invalid, naming the part at fault."""
    if len(text) > LONGEST_RULE:
        raise refused("is too long")
    parts: dict[str, str] = {}
    for part in text.removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise refused("must be parts such as FREQ=DAILY, joined by semicolons")
        if name in parts:
            raise refused(f"names {name} twice" if name in PARTS else "names a part twice")
        parts[name] = value
    unknown = parts.keys() - PARTS.keys() - {"FREQ"}
    if unknown:
        raise refused(f"may hold FREQ, {', '.join(PARTS)} and nothing else")
    if parts.get("FREQ") not in list(Frequency):
        raise refused("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
    rule = Rule(Frequency(parts["FREQ"]))
    for name, read in PARTS.items():
        if name in parts:
            rule = read(rule, parts[name])
    return checked(rule)


def refused(what: str) -> Invalid:
    """Return the error of a rule that cannot be taken."""
    return Invalid("rrule", what)


def numbers(name: str, text: str, least: int, most: int, *, negative: bool = False) -> tuple[int, ...]:
    """Return a list of numbers, each once, in order."""
    found = set()
    for item in text.split(","):
        number = int(item) if NUMBER.fullmatch(item) else 0
        size = abs(number) if negative else number
        if not NUMBER.fullmatch(item) or not least <= size <= most:
            raise refused(f"{name} holds numbers from {least} to {most}{' or as many from the end' * negative}")
        found.add(number)
    return tuple(sorted(found))


def one_number(name: str, text: str, most: int) -> int:
    """Return a single positive number."""
    found = numbers(name, text, 1, most)
    if len(found) != 1:
        raise refused(f"{name} is one number")
    return found[0]


def days_of_week(text: str) -> tuple[tuple[int, int], ...]:
    """Return the days that BYDAY names."""
    found = set()
    for item in text.split(","):
        matched = DAY_OF_WEEK.fullmatch(item)
        nth = int(matched[1] or 0) if matched else 99
        if matched is None or abs(nth) > 53 or (matched[1] is not None and nth == 0):
            raise refused("BYDAY holds days such as MO, 1TU or -1FR")
        found.add((nth, WEEKDAYS.index(matched[2])))
    return tuple(sorted(found))


def moment(text: str) -> datetime:
    """Return the moment that UNTIL names: in UTC, or by the person's clock; a date alone means all of that day."""
    if not MOMENT.fullmatch(text):
        raise refused("UNTIL is a moment such as 20261231T235959Z, or a date such as 20261231")
    try:
        if len(text) == 8:
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time.max)  # noqa: DTZ007 - the person's clock
        read = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - as above
    except ValueError:
        raise refused("UNTIL is no date of the calendar") from None
    return read.replace(tzinfo=UTC) if text.endswith("Z") else read


def weekday(text: str) -> int:
    """Return the day that weeks begin with."""
    if text not in WEEKDAYS:
        raise refused("WKST is one of MO, TU, WE, TH, FR, SA, SU")
    return WEEKDAYS.index(text)


PARTS: dict[str, Callable[[Rule, str], Rule]] = {
    "INTERVAL": lambda rule, text: replace(rule, interval=one_number("INTERVAL", text, LARGEST_INTERVAL)),
    "COUNT": lambda rule, text: replace(rule, count=one_number("COUNT", text, LARGEST_COUNT)),
    "UNTIL": lambda rule, text: replace(rule, until=moment(text)),
    "BYMONTH": lambda rule, text: replace(rule, by_month=numbers("BYMONTH", text, 1, 12)),
    "BYMONTHDAY": lambda rule, text: replace(rule, by_month_day=numbers("BYMONTHDAY", text, 1, 31, negative=True)),
    "BYDAY": lambda rule, text: replace(rule, by_day=days_of_week(text)),
    "BYHOUR": lambda rule, text: replace(rule, by_hour=numbers("BYHOUR", text, 0, 23)),
    "BYMINUTE": lambda rule, text: replace(rule, by_minute=numbers("BYMINUTE", text, 0, 59)),
    "BYSETPOS": lambda rule, text: replace(rule, by_position=numbers("BYSETPOS", text, 1, 366, negative=True)),
    "WKST": lambda rule, text: replace(rule, week_start=weekday(text)),
}


def checked(rule: Rule) -> Rule:
    """Return the rule if its parts go together."""
    if rule.count is not None and rule.until is not None:
        raise refused("COUNT and UNTIL exclude each other")
    if rule.frequency is Frequency.WEEKLY and rule.by_month_day:
        raise refused("BYMONTHDAY does not go with FREQ=WEEKLY")
    if rule.frequency in (Frequency.DAILY, Frequency.WEEKLY) and any(nth for nth, _ in rule.by_day):
        raise refused("BYDAY takes numbers with FREQ=MONTHLY and FREQ=YEARLY alone")
    if len(rule.by_hour or (0,)) * len(rule.by_minute or (0,)) > TIMES_A_DAY:
        raise refused(f"BYHOUR and BYMINUTE make more than {TIMES_A_DAY} times a day")
    return rule


def walls(rule: Rule, start: datetime, first: datetime, last: datetime, *, counted: bool = False) -> Iterator[datetime]:
    """Yield, in order, the wall times of a rule from `first` to `last`, both included, none before `start`.

    COUNT is obeyed when `counted`, which means to walk from the start; UNTIL is left to the caller, who knows the zone.
    """
    rule = completed(rule, start)
    number = 0 if counted else period_before(rule, start, max(first, start))
    left = rule.count if counted and rule.count is not None else None
    while True:
        begins, days = period(rule, start.date(), number)
        if begins > last.date() or begins == date.max:
            return
        for wall in chosen(rule, start, days):
            if wall > last or left == 0:
                return
            if wall >= start:
                left = None if left is None else left - 1
                if wall >= first:
                    yield wall
        number += 1


def completed(rule: Rule, start: datetime) -> Rule:
    """Return the rule with what it leaves to its start: the weekday, the day of the month, the month."""
    if rule.by_day or rule.by_month_day:
        return rule
    match rule.frequency:
        case Frequency.WEEKLY:
            return replace(rule, by_day=((0, start.weekday()),))
        case Frequency.MONTHLY:
            return replace(rule, by_month_day=(start.day,))
        case Frequency.YEARLY:
            return replace(rule, by_month_day=(start.day,), by_month=rule.by_month or (start.month,))
        case _:
            return rule


def week_of(rule: Rule, day: date) -> date:
    """Return the first day of the week that a day is in."""
    return day - timedelta(days=(day.weekday() - rule.week_start) % 7)


def period_before(rule: Rule, start: datetime, moment: datetime) -> int:
    """Return the number of a period that does not begin after the moment; periods are counted from the start's own."""
    match rule.frequency:
        case Frequency.DAILY:
            passed = (moment.date() - start.date()).days
        case Frequency.WEEKLY:
            passed = (week_of(rule, moment.date()) - week_of(rule, start.date())).days // 7
        case Frequency.MONTHLY:
            passed = (moment.year - start.year) * 12 + moment.month - start.month
        case _:
            passed = moment.year - start.year
    return passed // rule.interval


def period(rule: Rule, start: date, number: int) -> tuple[date, Iterator[date]]:
    """Return the first day of a period, and the days in it that the rule may choose; past the calendar: date.max."""
    steps = number * rule.interval
    match rule.frequency:
        case Frequency.DAILY:
            begins, length = later(start, steps), 1
        case Frequency.WEEKLY:
            begins, length = later(week_of(rule, start), 7 * steps), 7
        case Frequency.MONTHLY:
            years, month = divmod(start.month - 1 + steps, 12)
            begins = date.max if start.year + years > date.max.year else date(start.year + years, month + 1, 1)
            length = monthrange(begins.year, begins.month)[1]
        case _:
            begins = date.max if start.year + steps > date.max.year else date(start.year + steps, 1, 1)
            length = 365 + (monthrange(begins.year, 2)[1] == 29)
    if begins == date.max:
        return begins, iter(())
    return begins, (day for day in (begins + timedelta(days=n) for n in range(length)) if holds(rule, day))


def later(day: date, days: int) -> date:
    """Return a day that is so many days later, or the last one of the calendar."""
    return date.max if days > (date.max - day).days - 366 else day + timedelta(days=days)


def holds(rule: Rule, day: date) -> bool:
    """Tell whether the rule's months, days of the month and days of the week all take a day."""
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day or any(nth for nth, _ in rule.by_day):
        length = monthrange(day.year, day.month)[1]
        if rule.by_month_day and not {day.day, day.day - length - 1} & set(rule.by_month_day):
            return False
    return not rule.by_day or any(
        day.weekday() == wanted and (nth == 0 or nth in nths(rule, day)) for nth, wanted in rule.by_day
    )


def nths(rule: Rule, day: date) -> tuple[int, int]:
    """Return which one of its weekday a day is, from the front and from the end, of its month or of its year."""
    if rule.frequency is Frequency.YEARLY and not rule.by_month:
        place, length = day.timetuple().tm_yday, 365 + (monthrange(day.year, 2)[1] == 29)
    else:
        place, length = day.day, monthrange(day.year, day.month)[1]
    return (place - 1) // 7 + 1, -((length - place) // 7 + 1)


def chosen(rule: Rule, start: datetime, days: Iterator[date]) -> Iterator[datetime]:
    """Yield the wall times of one period: each day at each time, of which BYSETPOS may pick some."""
    times = [
        time(hour, minute, start.second)
        for hour in rule.by_hour or (start.hour,)
        for minute in rule.by_minute or (start.minute,)
    ]
    every = (datetime.combine(day, at) for day in days for at in times)
    if not rule.by_position:
        yield from every
        return
    listed = list(every)
    places = {place - 1 if place > 0 else len(listed) + place for place in rule.by_position}
    yield from (wall for place, wall in enumerate(listed) if place in places)
