"""The database's time, by which everything that is due is written and found: one clock for all processes."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from api.db.pool import Connection, Context, Database

MEASURE_EVERY_S = 10.0
# Older than this, what was measured may have drifted by more than a machine's own clock is usually wrong.
GOOD_FOR_S = 3600.0
TELLS_FROM = timedelta(seconds=5)


async def time_of(connection: Connection) -> datetime:
    """Return the database's time now, not that of the transaction's beginning."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return now


class DatabaseClock:
    """Tells the database's time without asking each time; what was measured is carried on by what never jumps.

    Before the first measurement, and long after the last, it tells the machine's own time.
    """

    def __init__(
        self,
        database: Database,
        *,
        own: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._own = own
        self._monotonic = monotonic
        self._measured: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the time."""
        if self._measured is not None:
            then, at = self._measured
            if (since := self._monotonic() - at) < GOOD_FOR_S:
                return then + timedelta(seconds=since)
        return self._own()

    async def measure(self) -> timedelta:
        """Ask the database, and return by how much the machine's own clock is ahead. Raises DatabaseUnavailable."""
        async with self._database.transaction(Context.worker(), read_only=True) as connection:
            asked = self._monotonic()
            told = await time_of(connection)
            # It was read at some moment between question and answer.
            at = (asked + self._monotonic()) / 2
        self._measured = (told, at)
        return self._own() - self.now()

    async def follow_for_ever(self, tell: Callable[[timedelta], None]) -> None:
        """Measure again and again until cancelled; `tell` of a clock that has gone wrong, once each time."""
        was_wrong = False
        while True:
            # What was measured holds until the database answers again.
            with contextlib.suppress(Exception):
                ahead = await self.measure()
                is_wrong = abs(ahead) > TELLS_FROM
                if is_wrong and not was_wrong:
                    tell(ahead)
                was_wrong = is_wrong
            await asyncio.sleep(MEASURE_EVERY_S)
