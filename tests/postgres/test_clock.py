"""One clock for all processes: the database's, whatever the machine's own says."""

from datetime import UTC, datetime, timedelta

import pytest

from api.db.clock import GOOD_FOR_S, DatabaseClock, time_of
from api.db.pool import Context, Database

pytestmark = pytest.mark.postgres
NEAR = timedelta(seconds=2)


class Watch:
    """A machine's clocks: the one on the wall, which may be set, and the one that never jumps."""

    wrong_by = timedelta(0)
    elapsed_s = 0.0

    def wall(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by

    def monotonic(self) -> float:
        return self.elapsed_s


async def test_a_wrong_clock_of_the_machine_changes_no_time(database: Database) -> None:
    watch = Watch()
    clock = DatabaseClock(database, own=watch.wall, monotonic=watch.monotonic)
    await clock.measure()

    for wrong_by in (timedelta(minutes=5), timedelta(minutes=-5)):
        watch.wrong_by = wrong_by
        async with database.transaction(Context.worker()) as connection:
            assert abs(clock.now() - await time_of(connection)) < NEAR
        assert abs(await clock.measure() - wrong_by) < NEAR


async def test_time_goes_on_between_measurements(database: Database) -> None:
    watch = Watch()
    clock = DatabaseClock(database, own=watch.wall, monotonic=watch.monotonic)
    await clock.measure()
    before = clock.now()
    watch.elapsed_s = 30

    assert clock.now() - before == timedelta(seconds=30)


async def test_what_was_never_measured_or_long_ago_gives_way_to_the_machine_s_own(database: Database) -> None:
    watch = Watch()
    watch.wrong_by = timedelta(hours=1)
    clock = DatabaseClock(database, own=watch.wall, monotonic=watch.monotonic)
    assert abs(clock.now() - watch.wall()) < NEAR

    await clock.measure()
    assert abs(clock.now() - watch.wall()) > NEAR
    watch.elapsed_s = GOOD_FOR_S
    assert abs(clock.now() - watch.wall()) < NEAR
