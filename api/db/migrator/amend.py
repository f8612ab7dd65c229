"""What is done to a history by hand, never silently: who, when and why stays in its notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from api.db.migrator import indexes, ledger, verify
from api.db.migrator.files import Migration, MigrationError
from api.settings import DatabaseSettings

CHECKSUM_DIGITS = 12  # hexadecimal; as many as show that the text was looked at


@dataclass(frozen=True, slots=True)
class Word:
    """Who changes the history, and why."""

    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or len(self.reason.strip()) < 8:
            raise MigrationError("A change of the history says who makes it and why.", hint="Give --by and --reason.")


async def baseline(
    connection: asyncpg.Connection,
    settings: DatabaseSettings,
    files: Sequence[Migration],
    version: int,
    word: Word,
) -> list[str]:
    """Take a schema that is there already for that of a version; return the names of its files.

    Raises MigrationError where there is a history, or where the schema is another.
    """
    if await ledger.entries(connection):
        raise MigrationError("This database has a history.", hint="`up` goes on from there; a baseline is for none.")
    adopted = [file for file in files if file.version <= version]
    if not adopted or adopted[-1].version != version:
        raise MigrationError(f"No migration has the number {version:04}.", hint="Name that of a file.")
    await verify.require_schema(connection, settings, adopted)
    async with connection.transaction():
        await ledger.prepare(connection)
        for file in adopted:
            await ledger.record(connection, file, await note(connection, "baseline", word))
    return [file.label for file in adopted]


async def repair(
    connection: asyncpg.Connection, files: Sequence[Migration], version: int, word: Word, checksum: str | None
) -> dict[str, Any]:
    """Take the present text of a file into the history; return what was changed.

    A file that was begun runs from its first statement again, what it left behind dropped. For one that has run, the
    new text is believed to do the same: `checksum` begins as the text's own, to show that this very text was reviewed.
    Raises MigrationError when there is nothing to repair.
    """
    entry = (await ledger.entries(connection)).get(version)
    file = {each.version: each for each in files}.get(version)
    if entry is None or file is None:
        raise MigrationError(f"{version:04} is not in the history, or has no file.", hint="`status` lists both.")
    begun = entry.statements_done is not None
    if not begun and entry.checksum == file.checksum:
        raise MigrationError(f"{file.label} needs no repair.", hint="`verify` says what does.")
    if not begun and not (checksum and len(checksum) >= CHECKSUM_DIGITS and file.checksum.startswith(checksum)):
        raise MigrationError(
            f"{file.label} has run, and its text is another now.",
            hint=f"Have it reviewed, then give --checksum {file.checksum[:CHECKSUM_DIGITS]}.",
        )
    dropped = [
        name
        for statement in file.statements
        if begun and (name := indexes.built_by(statement)) and await indexes.drop_remains(connection, name)
    ]
    written = {**await note(connection, "repair", word), "was": entry.checksum, "now": file.checksum}
    await ledger.prepare(connection)
    await ledger.amend(connection, file, written, 0 if begun else None)
    return {"repaired": file.label, "begins_again": begun, "dropped": dropped, **written}


async def note(connection: asyncpg.Connection, what: str, word: Word) -> dict[str, str]:
    """Return a note of what is being done."""
    at = await connection.fetchval("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
    return {"what": what, "by": word.by.strip(), "at": at, "reason": word.reason.strip()}
