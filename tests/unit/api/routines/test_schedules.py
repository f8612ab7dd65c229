"""A routine happens by the person's own clock, also where that clock is put forward or back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.domain.errors import Invalid
from api.domain.schedules import Schedule, happens_at, occurrences, schedule_of

MADRID, NEW_YORK = ZoneInfo("Europe/Madrid"), ZoneInfo("America/New_York")


def local(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type] # year, month, day, hour, minute


def made(zone: ZoneInfo, start: datetime, rule: str | None, *except_days: date) -> Schedule:
    return schedule_of(start, rule, zone, frozenset(except_days))


def seen(schedule: Schedule, since: datetime, days: int, limit: int = 100) -> list[str]:
    """Return what the person's clock shows, with its offset, at each time."""
    found = occurrences(schedule, since, since + timedelta(days=days), limit)
    return [at.astimezone(schedule.zone).strftime("%m-%d %H:%M%z") for at in found]


def test_breakfast_stays_at_eight_when_the_clocks_change() -> None:
    schedule = made(MADRID, local(MADRID, 2026, 1, 5, 8, 0), "FREQ=DAILY")
    assert seen(schedule, local(MADRID, 2026, 3, 28), 2) == ["03-28 08:00+0100", "03-29 08:00+0200"]
    assert seen(schedule, local(MADRID, 2026, 10, 24), 2) == ["10-24 08:00+0200", "10-25 08:00+0100"]


def test_a_time_that_the_spring_skips_is_read_with_the_offset_before() -> None:
    schedule = made(NEW_YORK, local(NEW_YORK, 2026, 3, 7, 2, 30), "FREQ=DAILY;COUNT=3")
    assert seen(schedule, local(NEW_YORK, 2026, 3, 7), 3) == [
        "03-07 02:30-0500",
        "03-08 03:30-0400",
        "03-09 02:30-0400",
    ]


def test_two_times_that_the_spring_makes_one_happen_once() -> None:
    schedule = made(NEW_YORK, local(NEW_YORK, 2026, 3, 7, 2, 30), "FREQ=DAILY;BYHOUR=2,3")
    assert seen(schedule, local(NEW_YORK, 2026, 3, 8), 1) == ["03-08 03:30-0400"]


def test_a_time_that_the_autumn_repeats_happens_the_first_time_alone() -> None:
    schedule = made(NEW_YORK, local(NEW_YORK, 2026, 10, 31, 1, 30), "FREQ=DAILY")
    assert seen(schedule, local(NEW_YORK, 2026, 11, 1), 1) == ["11-01 01:30-0400"]
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert not happens_at(schedule, second)
    assert happens_at(schedule, second - timedelta(hours=1))


def test_a_day_is_left_out_by_the_persons_calendar() -> None:
    late = made(NEW_YORK, local(NEW_YORK, 2026, 12, 23, 22, 0), "FREQ=DAILY;COUNT=4", date(2026, 12, 24))
    assert seen(late, local(NEW_YORK, 2026, 12, 23), 9) == ["12-23 22:00-0500", "12-25 22:00-0500", "12-26 22:00-0500"]


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;UNTIL=20261104", "11-04 08:00+0100"),
        ("FREQ=DAILY;UNTIL=20261104T070000Z", "11-04 08:00+0100"),
        ("FREQ=DAILY;UNTIL=20261104T065959Z", "11-03 08:00+0100"),
        ("FREQ=DAILY;UNTIL=20261104T080000", "11-04 08:00+0100"),
        ("FREQ=DAILY;COUNT=3", "11-04 08:00+0100"),
        (None, "11-02 08:00+0100"),
    ],
)
def test_an_end_is_kept_to_the_instant(rule: str | None, last: str) -> None:
    schedule = made(MADRID, local(MADRID, 2026, 11, 2, 8, 0), rule)
    assert seen(schedule, local(MADRID, 2026, 11, 1), 60)[-1] == last


def test_a_window_and_a_limit_bound_what_goes_on_for_ever() -> None:
    schedule = made(MADRID, local(MADRID, 2001, 1, 1, 8, 0), "FREQ=DAILY;BYHOUR=8,12,20")
    assert len(occurrences(schedule, local(MADRID, 2026, 1, 1), local(MADRID, 2099, 1, 1), 7)) == 7
    assert occurrences(schedule, local(MADRID, 2100, 6, 1), local(MADRID, 2101, 1, 1), 7) == []


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never happens"),
        ("FREQ=DAILY;UNTIL=20200101", "before the first time"),
        ("FREQ=YEARLY;COUNT=50", "not reached within ten years"),
    ],
)
def test_a_rule_that_never_happens_or_hardly_ends_is_refused(rule: str, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        made(MADRID, local(MADRID, 2026, 11, 2, 8, 0), rule)


def test_a_start_outside_this_century_is_refused() -> None:
    with pytest.raises(Invalid, match="starts_at"):
        made(MADRID, local(MADRID, 1999, 1, 1, 8, 0), None)
