"""One migrator at a time: a lock that is asked for again and again, and who holds it."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import asyncpg

from api.db.connect import CONNECTION_ERRORS
from api.db.migrator.files import MigrationError

LOCK_KEY = 0x616C7068  # one number for everybody who migrates this database
POLL_S = 0.3
HOLDER = """
SELECT pid, application_name, usename, host(client_addr) AS client,
       floor(extract(epoch FROM clock_timestamp() - backend_start))::integer AS seconds
FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = 0 AND objid = $1::bigint::oid AND objsubid = 1 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for our turn, for tables in use (all attempts together), and between attempts."""

    turn_s: float = 600.0
    tables_s: float = 120.0
    first_pause_s: float = 0.5
    longest_pause_s: float = 15.0
    reconnect_s: float = 180.0


async def holder(connection: asyncpg.Connection) -> dict[str, Any] | None:
    """Return whose turn it is; None when it is nobody's."""
    row = await connection.fetchrow(HOLDER, LOCK_KEY)
    return dict(row) if row else None


def named(session: dict[str, Any]) -> str:
    """Return a session as a person reads it. Its query stays out of it: that may hold health data."""
    return f"{session['application_name'] or session['usename']} (pid {session['pid']}, for {session['seconds']} s)"


@asynccontextmanager
async def our_turn(connection: asyncpg.Connection, patience: Patience, say: Say) -> AsyncIterator[None]:
    """Wait until nobody else migrates, and keep others waiting meanwhile.

    A session that waits inside pg_advisory_lock holds a snapshot, for which CREATE INDEX CONCURRENTLY would wait
    forever. The lock is of the session that does the work: who loses the one has lost the other.
    Raises MigrationError when patience ends.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience.turn_s
    told: int | None = None
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
        other = await holder(connection)
        if loop.time() > deadline:
            raise MigrationError(
                f"Another migration is at work: {named(other) if other else 'it has just ended'}.",
                hint="Wait for it. A runner that was killed is let go of by the server within seconds.",
            )
        if other and other["pid"] != told:
            say(f"waiting for another migration: {named(other)}")
            told = other["pid"]
        await asyncio.sleep(POLL_S * random.uniform(0.7, 1.3))  # noqa: S311 - so that many do not ask in step
    try:
        yield
    finally:
        with suppress(*CONNECTION_ERRORS, asyncpg.InterfaceError):
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)
