"""Whether a database is what its history says: the files, the schema that they make, indexes, and the wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg

from api.db.migrator import indexes, ledger, schema
from api.db.migrator.files import Migration, MigrationError
from api.db.migrator.ledger import Entry
from api.db.migrator.open_tables import OPEN_TABLES, UNWALLED
from api.settings import DatabaseSettings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: of which kind, what, and what to do."""

    kind: str
    what: str
    do: str


async def findings(
    connection: asyncpg.Connection, settings: DatabaseSettings, files: Sequence[Migration]
) -> list[Finding]:
    """Return all that is wrong. Nothing of the database is changed; a shadow of it is made and dropped."""
    history = await ledger.entries(connection)
    contradictions = [Finding("history", what, do) for what, do in ledger.problems(files, history)]
    return [
        *contradictions,
        *unfinished(history),
        *await invalid_indexes(connection),
        *await open_walls(connection),
        *([] if contradictions else await drift(connection, settings, files, history)),
    ]


def unfinished(history: Mapping[int, Entry]) -> list[Finding]:
    """Return the files that were begun and are not at their end."""
    return [
        Finding(
            "unfinished", f"{entry.label} was begun; {entry.statements_done} of its statements have run.", "Run `up`."
        )
        for entry in history.values()
        if entry.statements_done is not None
    ]


async def invalid_indexes(connection: asyncpg.Connection) -> list[Finding]:
    """Return the indexes that cost every write something and serve no query."""
    return [
        Finding(
            "index", f"{name} on {table} is invalid.", f"`up` builds an index of its own anew; else DROP INDEX {name}."
        )
        for name, table in await indexes.invalid(connection)
    ]


async def open_walls(connection: asyncpg.Connection) -> list[Finding]:
    """Return the tables about people that are without forced row-level security."""
    do = "Enable and force row-level security in a new file, with a policy."
    return [
        Finding("wall", f"{row['relname']} has no forced row-level security.", do)
        for row in await connection.fetch(UNWALLED)
        if row["relname"] not in OPEN_TABLES
    ]


async def drift(
    connection: asyncpg.Connection,
    settings: DatabaseSettings,
    files: Sequence[Migration],
    history: Mapping[int, Entry],
) -> list[Finding]:
    """Return what differs from the schema that the applied files make."""
    applied = [file for file in files if file.version in history and history[file.version].statements_done is None]
    try:
        wanted = await schema.made_by(connection, settings, applied)
    except asyncpg.InsufficientPrivilegeError as error:
        return [Finding("drift", f"The schema was not compared: {error.args[0]}.", "Give the owner CREATEDB.")]
    do = "Undo by hand what was done by hand, or put it into a new file."
    return [Finding("drift", f"{what}.", do) for what in schema.differences(wanted, await schema.parts(connection))]


async def require_schema(
    connection: asyncpg.Connection, settings: DatabaseSettings, files: Sequence[Migration]
) -> None:
    """Raise MigrationError unless the database holds exactly the schema that files make."""
    wanted = await schema.made_by(connection, settings, files)
    if different := schema.differences(wanted, await schema.parts(connection)):
        shown = different[:8] + ([f"and {len(different) - 8} more"] if len(different) > 8 else [])
        raise MigrationError(
            f"The schema is not the one of {files[-1].label}: {'; '.join(shown)}.",
            hint="Name the version whose schema it is; a schema like none of them is brought there by hand first.",
        )
