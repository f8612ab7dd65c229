"""What must be true before a contract takes away what an expand has replaced."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

import asyncpg

from api.db.migrator.files import Migration
from api.db.migrator.ledger import Entry

CHECK_TIMEOUT = "60s"


async def reasons(
    connection: asyncpg.Connection,
    migration: Migration,
    history: Mapping[int, Entry],
    now: datetime,
    *,
    ran_now: Set[int] = frozenset(),
    fresh: bool = False,
) -> list[str]:
    """Return why a contract is held back; nothing when it may run.

    `ran_now` are the versions of this very run, whose release nobody runs yet. `fresh` tells that the database was
    empty when the run began: then no older release exists that anything could be taken away from.
    """
    told = migration.directives
    found = []
    if told.contract_after is not None and not fresh:
        found += waits_for(told.contract_after, told.contract_hours, history, now, ran_now)
    if not found:
        found = [reason for query in told.empty if (reason := await standing(connection, query))]
    return found


def waits_for(version: int, hours: float, history: Mapping[int, Entry], now: datetime, ran_now: Set[int]) -> list[str]:
    """Return why the release of an expand has not been live for long enough."""
    entry = history.get(version)
    if entry is None or entry.statements_done is not None:
        return [f"{version:04} is not applied."]
    if version in ran_now:
        return [f"{version:04} ran just now: first the release that knows it must be live."]
    due = entry.applied_at + timedelta(hours=hours)
    return (
        [f"{version:04} has not been live for {hours:g} hours, not before {due:%Y-%m-%d %H:%M} UTC."]
        if now < due
        else []
    )


async def standing(connection: asyncpg.Connection, query: str) -> str | None:
    """Return that a check still finds rows; None when it finds none.

    Asked as the system itself, whom row-level security hides nothing from.
    """
    async with connection.transaction():
        await connection.execute(f"SET LOCAL statement_timeout = '{CHECK_TIMEOUT}'")
        await connection.execute("SELECT set_config('app.role', 'worker', true)")
        try:
            async with connection.transaction():
                count = await connection.fetchval(f"SELECT count(*) FROM ({query}) AS standing")
        except asyncpg.PostgresError as error:
            return f"its check cannot be asked: {error.args[0]}"
        finally:
            await connection.execute("SELECT set_config('app.role', '', true)")
    return f"its check still finds {count} rows: {query}" if count else None
