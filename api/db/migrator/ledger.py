"""The history of a database: which files it has seen, and what was done about them by hand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from api.db.migrator.files import Migration, MigrationError, numbered_twice

TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)
"""
# Later than the table: `statements_done` of a file that is run statement by statement, none once all of them are;
# `notes` of what somebody did by hand, which are only added to.
COLUMNS = """
ALTER TABLE schema_migrations
  ADD COLUMN IF NOT EXISTS statements_done integer,
  ADD COLUMN IF NOT EXISTS notes jsonb NOT NULL DEFAULT '[]'
"""
HAS_COLUMNS = """
SELECT true FROM pg_attribute WHERE attrelid = to_regclass('schema_migrations') AND attname = 'notes'
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the history; `statements_done` is None for one that has run to its end."""

    version: int
    name: str
    checksum: str
    applied_at: datetime
    statements_done: int | None = None
    notes: Sequence[Mapping[str, str]] = ()

    @property
    def label(self) -> str:
        """Return the name of its file."""
        return f"{self.version:04}_{self.name}"


async def prepare(connection: asyncpg.Connection) -> None:
    """Make the table of the history, or give an older one what it lacks."""
    await connection.execute(TABLE)
    if not await connection.fetchval(HAS_COLUMNS):
        await connection.execute(COLUMNS)


async def entries(connection: asyncpg.Connection) -> dict[int, Entry]:
    """Return the history by version; it is empty where no migration ever ran."""
    if await connection.fetchval("SELECT to_regclass('schema_migrations') IS NULL"):
        return {}
    rows = [dict(row) for row in await connection.fetch("SELECT * FROM schema_migrations ORDER BY version")]
    return {
        row["version"]: Entry(
            row["version"],
            row["name"],
            row["checksum"],
            row["applied_at"],
            row.get("statements_done"),
            json.loads(row.get("notes", "[]")),
        )
        for row in rows
    }


async def record(connection: asyncpg.Connection, migration: Migration, *notes: Mapping[str, Any]) -> None:
    """Write a file down that has run."""
    await connection.execute(
        "INSERT INTO schema_migrations (version, name, checksum, notes) VALUES ($1, $2, $3, $4::text::jsonb)",
        *(migration.version, migration.name, migration.checksum, json.dumps(notes)),
    )


async def begin(connection: asyncpg.Connection, migration: Migration) -> int:
    """Write down that a file runs statement by statement; return how many of them have run already."""
    await connection.execute(
        """
        INSERT INTO schema_migrations (version, name, checksum, statements_done) VALUES ($1, $2, $3, 0)
        ON CONFLICT (version) DO NOTHING
        """,
        *(migration.version, migration.name, migration.checksum),
    )
    done: int = await connection.fetchval(
        "SELECT statements_done FROM schema_migrations WHERE version = $1", migration.version
    )
    return done


async def advance(connection: asyncpg.Connection, migration: Migration, statements_done: int | None) -> None:
    """Write down how many statements have run; None when all have."""
    await connection.execute(
        "UPDATE schema_migrations SET statements_done = $2, applied_at = now() WHERE version = $1",
        *(migration.version, statements_done),
    )


async def amend(
    connection: asyncpg.Connection, migration: Migration, note: Mapping[str, Any], statements_done: int | None
) -> None:
    """Take a file's present text into the history, and say in a note who did so and why."""
    await connection.execute(
        """
        UPDATE schema_migrations
        SET checksum = $2, statements_done = $3, notes = notes || jsonb_build_array($4::text::jsonb) WHERE version = $1
        """,
        *(migration.version, migration.checksum, statements_done, json.dumps(note)),
    )


def problems(files: Sequence[Migration], history: Mapping[int, Entry]) -> list[tuple[str, str]]:
    """Return where history and files contradict one another: what is wrong, and what to do."""
    found = [(f"{label} has a number that another file has too.", "Renumber it.") for label in numbered_twice(files)]
    known = {file.version: file for file in files}
    newest = max((version for version, entry in history.items() if entry.statements_done is None), default=0)
    for version, entry in sorted(history.items()):
        if version not in known:
            found.append((f"{entry.label} was applied here, and its file is missing.", "Use a newer release."))
        elif entry.checksum != known[version].checksum:
            when = "after it was applied" if entry.statements_done is None else "after it was begun"
            advice = f"Put the change into a new file; reviewed, `repair {version:04}` takes it into the history."
            found.append((f"{known[version].label} was changed {when}.", advice))
    found += [
        (f"{file.label} comes before one that is applied.", "Give it the next free number.")
        for file in files
        if file.version not in history and file.version < newest
    ]
    return found


def pending(files: Sequence[Migration], history: Mapping[int, Entry]) -> list[Migration]:
    """Return the files still to run, one that was begun among them.

    Raises MigrationError while history and files contradict one another.
    """
    if wrong := problems(files, history):
        raise MigrationError("\n".join(what for what, _ in wrong), hint="\n".join(dict.fromkeys(do for _, do in wrong)))
    return unapplied(files, history)


def unapplied(files: Sequence[Migration], history: Mapping[int, Entry]) -> list[Migration]:
    """Return the files that have not run to their end, whatever else is wrong."""
    done = {version for version, entry in history.items() if entry.statements_done is None}
    return [file for file in files if file.version not in done]
