"""What is in the tables before and after: how many rows, and which of them changed."""

import asyncio
from collections import Counter

import asyncpg

TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname
"""
# Entries go from the one to the other when the sealer comes by.
SEALED = {"audit_pending": "audit"}


async def tables(connection: asyncpg.Connection) -> list[str]:
    """Return the names of all tables."""
    return [str(row[0]) for row in await connection.fetch(TABLES)]


async def published_all(connection: asyncpg.Connection) -> None:
    """Wait until the outbox is empty: what is published is noted in the alert's events."""
    await until_none(connection, "SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)")


async def settled(connection: asyncpg.Connection) -> None:
    """Wait until everything is published and sealed, so that nothing in the background changes a row any more."""
    await published_all(connection)
    untold = "SELECT EXISTS (SELECT FROM audit_pending) OR EXISTS (SELECT FROM audit_head WHERE told_seq < last_seq)"
    await until_none(connection, untold)


async def until_none(connection: asyncpg.Connection, pending: str) -> None:
    """Ask until the answer is no."""
    async with asyncio.timeout(60):
        while await connection.fetchval(pending):  # noqa: ASYNC110 - what changes is in another process
            await asyncio.sleep(0.05)


async def row_counts(connection: asyncpg.Connection) -> Counter[str]:
    """Return how many rows each table has."""
    names = await tables(connection)
    counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names)  # noqa: S608 - ours
    found: Counter[str] = Counter()
    for name, count in await connection.fetch(counted):
        found[SEALED.get(name, name)] += count
    return found


async def whole_rows(connection: asyncpg.Connection) -> Counter[str]:
    """Return every row of every table as text, each with its table's name."""
    names = await tables(connection)
    read = " UNION ALL ".join(f"SELECT '{name} ' || t::text FROM {name} t" for name in names)  # noqa: S608 - ours
    return Counter(str(row[0]) for row in await connection.fetch(read))
