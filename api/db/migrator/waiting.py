"""Who keeps a migration waiting, and how far an index is: asked on a second connection, while the first one works."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg

from api.db.connect import CONNECTION_ERRORS, DatabaseUnavailable
from api.db.migrator.turns import Say, named

AFTER_S = 1.0
# No query texts: they may hold health data.
BLOCKERS = """
SELECT pid, application_name, usename, floor(extract(epoch FROM clock_timestamp() - xact_start))::integer AS seconds
FROM unnest(pg_blocking_pids($1)) AS pid JOIN pg_stat_activity USING (pid) ORDER BY pid
"""
PROGRESS = """
SELECT phase, CASE WHEN blocks_total > 0 THEN 10 * (10 * blocks_done / blocks_total) END AS percent
FROM pg_stat_progress_create_index WHERE pid = $1
"""

Open = Callable[[], Awaitable[asyncpg.Connection]]


@asynccontextmanager
async def told(connection: asyncpg.Connection, open_another: Open | None, say: Say) -> AsyncIterator[None]:
    """Say what keeps this connection's work waiting, each thing once; nothing while all is done within a second."""
    if open_another is None:
        yield
        return
    watch = asyncio.create_task(watching(connection.get_server_pid(), open_another, say))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def watching(pid: int, open_another: Open, say: Say) -> None:
    """Look once a second until cancelled; a connection that cannot be had spoils nothing."""
    await asyncio.sleep(AFTER_S)
    with suppress(DatabaseUnavailable, *CONNECTION_ERRORS):
        other = await open_another()
        said = ""
        try:
            while True:
                text = await seen(other, pid)
                if text and text != said:
                    say(text)
                said = text
                await asyncio.sleep(AFTER_S)
        finally:
            await other.close(timeout=5)


async def seen(connection: asyncpg.Connection, pid: int) -> str:
    """Return what a session waits for, else how far its index is, else nothing."""
    if blockers := await connection.fetch(BLOCKERS, pid):
        return f"waiting for {', '.join(named({**row, 'seconds': row['seconds'] or 0}) for row in blockers)}"
    row = await connection.fetchrow(PROGRESS, pid)
    if row is None:
        return ""
    return row["phase"] if row["percent"] is None else f"{row['phase']}: {row['percent']} %"
