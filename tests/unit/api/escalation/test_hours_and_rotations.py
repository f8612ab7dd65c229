"""Whose clock decides when somebody may be called, and whose turn it is."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.domain.quiet_hours import QuietHours
from api.domain.rotations import Cover, Period, Rotation, on_duty

ANA, BEN, EVA = (UUID(int=number) for number in (2, 3, 4))
EVERYBODY = frozenset({ANA, BEN, EVA})
MADRID, NIGHT = ZoneInfo("Europe/Madrid"), (time(22), time(7))


def rotation(period: Period = Period.DAILY, *members: UUID) -> Rotation:
    return Rotation("nights", members or (ANA, BEN, EVA), period, time(20), date(2026, 11, 23), "Europe/Madrid")


def cover(account: UUID, begins: datetime, hours: int, made: datetime, number: int = 1) -> Cover:
    return Cover(UUID(int=number), "nights", account, begins, begins + timedelta(hours=hours), made)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (datetime(2026, 11, 23, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 6, 0, tzinfo=UTC), False),
    ],
)
def test_quiet_hours_run_over_midnight_by_the_caregivers_own_clock(at: datetime, quiet: bool) -> None:
    assert QuietHours(*NIGHT, MADRID).hold(at) is quiet


def test_quiet_hours_of_the_day_and_their_edges() -> None:
    noon = QuietHours(time(13), time(15), MADRID)
    assert noon.hold(datetime(2026, 7, 1, 11, 30, tzinfo=UTC))
    assert not noon.hold(datetime(2026, 7, 1, 13, 30, tzinfo=UTC))
    since = datetime(2026, 7, 1, tzinfo=UTC)
    assert [each.hour for each in noon.edges(since, since + timedelta(days=1))] == [11, 13]


def test_a_duty_goes_round_at_the_hand_off() -> None:
    daily = rotation()
    turns = [on_duty(daily, (), EVERYBODY, datetime(2026, 11, day, 18, 59, tzinfo=UTC)) for day in (24, 25, 26, 27)]
    assert turns == [ANA, BEN, EVA, ANA]
    assert on_duty(daily, (), EVERYBODY, datetime(2026, 11, 24, 19, 0, tzinfo=UTC)) == BEN


def test_a_weekly_duty_changes_on_its_day_at_the_same_wall_time_in_summer_and_winter() -> None:
    weekly = rotation(Period.WEEKLY, ANA, BEN)
    assert on_duty(weekly, (), EVERYBODY, datetime(2026, 11, 30, 18, 59, tzinfo=UTC)) == ANA
    assert on_duty(weekly, (), EVERYBODY, datetime(2026, 11, 30, 19, 0, tzinfo=UTC)) == BEN
    edges = list(weekly.edges(datetime(2027, 3, 20, tzinfo=UTC), datetime(2027, 4, 3, tzinfo=UTC)))
    assert [(each.day, each.hour) for each in edges] == [(22, 19), (29, 18)]


def test_the_newest_cover_wins_while_it_lasts() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    covers = [cover(BEN, now, 2, now - timedelta(days=2)), cover(EVA, now, 1, now - timedelta(days=1), 2)]
    assert on_duty(rotation(), covers, EVERYBODY, now) == EVA
    assert on_duty(rotation(), covers, EVERYBODY, now + timedelta(hours=1)) == BEN
    assert on_duty(rotation(), covers, EVERYBODY, now + timedelta(hours=2)) == ANA


def test_who_has_left_is_passed_over() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert on_duty(rotation(), (), EVERYBODY - {ANA}, now) == BEN
    assert on_duty(rotation(), [cover(EVA, now, 1, now)], EVERYBODY - {EVA}, now) == ANA
    assert on_duty(rotation(), (), frozenset(), now) is None
