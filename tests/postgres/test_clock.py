"""One clock for all processes: the database's, whatever the machine's own says."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from api.db.clock import GOOD_FOR_S, DatabaseClock, time_of
from api.db.pool import Context, Database
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.live_clients import listening
from tests.postgres.running_api import running_api
from tests.postgres.small_aws import serving

pytestmark = pytest.mark.postgres
NEAR = timedelta(seconds=2)


async def test_an_api_whose_clock_is_slow_opens_sockets_and_calls_in_time(
    server: Server, database_name: str, database: Database, tmp_path: Path
) -> None:
    wrong = tmp_path / "clock"
    wrong.write_text("-300")
    own = server.settings(database_name), Issuer(), free_port(), tmp_path / "api.log"
    with (
        serving() as aws,
        published(own[1]) as issuer,
        running_api(own[0], issuer, aws, *own[2:], {"WRONG_CLOCK": str(wrong)}) as api,
        api.signed_in("sam") as sam,
    ):
        told = parsedate_to_datetime(sam.get("/health/live").headers["date"])
        assert datetime.now(UTC) - told > timedelta(minutes=4)
        async with listening(api, ways=("socket",)) as ana:
            pressed = api.press(sam)
            await ana.has(1)

    assert ana.shown[0]["alert_id"] == pressed.json()["id"]
    async with database.transaction(Context.worker()) as connection:
        raised_at = datetime.fromisoformat(pressed.json()["raised_at"])
        assert abs(raised_at - await time_of(connection)) < timedelta(seconds=60)


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
