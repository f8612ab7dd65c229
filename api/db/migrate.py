"""Migrations: `python -m api.db.migrate up|status [--json]`.

Files NNNN_what.sql run in order, each in one transaction. A file that begins with `-- wolf: transaction=false` runs
statement by statement outside of one; its statements must bear being repeated.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources

import asyncpg

from api.db.auditing import start_auditing
from api.db.connect import DatabaseUnavailable, connect
from api.db.roles import save_application_role
from api.db.sql_statements import split_statements
from api.settings import DatabaseSettings, SettingsError, require

FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
NOT_TRANSACTIONAL = "-- wolf: transaction=false"
LOCK_KEY = 0x616C7068  # one number for everybody who migrates this database
LOCK_POLL_S = 0.2
LOCK_PATIENCE_S = 120.0
LOCK_TIMEOUT = "5s"
LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationError(Exception):
    """The files and the database do not fit together, or a file failed; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of its text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def transactional(self) -> bool:
        """Tell whether it runs in one transaction."""
        return not self.sql.startswith(NOT_TRANSACTIONAL)


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database stands."""

    applied: list[str]
    pending: list[str]


def migrations() -> list[Migration]:
    """Return the files in order."""
    found = []
    for file in resources.files("api.db").joinpath("migrations").iterdir():
        matched = FILE_NAME.fullmatch(file.name)
        if matched:
            found.append(Migration(int(matched[1]), matched[2], file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.version)


def pending(files: Sequence[Migration], applied: Mapping[int, str]) -> list[Migration]:
    """Return the files still to run; `applied` maps versions to checksums.

    Raises MigrationError if history was changed: an applied file edited, lost, or one added before the newest.
    """
    versions = [file.version for file in files]
    if len(set(versions)) < len(versions):
        raise MigrationError("Two migrations have the same number; renumber the newer one.")
    for version in sorted(set(applied) - set(versions)):
        raise MigrationError(f"Migration {version:04} was applied here, but its file is missing; use a newer release.")
    for file in files:
        if file.version in applied and applied[file.version] != file.checksum:
            raise MigrationError(
                f"Migration {label(file)} was changed after it was applied; put the change in a new file."
            )
    missing = [file for file in files if file.version not in applied]
    if missing and applied and missing[0].version < max(applied):
        raise MigrationError(f"Migration {label(missing[0])} comes before one that is applied; renumber it.")
    return missing


async def up(connection: asyncpg.Connection, files: Sequence[Migration]) -> list[str]:
    """Run what is pending, one migrator at a time; return the names of the files that ran."""
    await lock(connection)
    try:
        await connection.execute(LEDGER)
        await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        todo = pending(files, await applied_versions(connection))
        for migration in todo:
            await run(connection, migration)
        return [label(migration) for migration in todo]
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", LOCK_KEY)


async def lock(connection: asyncpg.Connection) -> None:
    """Wait for our turn by asking again and again.

    A session waiting inside pg_advisory_lock holds a snapshot, for which CREATE INDEX CONCURRENTLY would wait forever.
    """
    deadline = asyncio.get_running_loop().time() + LOCK_PATIENCE_S
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
        if asyncio.get_running_loop().time() > deadline:
            raise MigrationError("Another migration has been running for two minutes; look at it, then try again.")
        await asyncio.sleep(LOCK_POLL_S)


async def run(connection: asyncpg.Connection, migration: Migration) -> None:
    """Run one file and write it into the ledger."""
    record = "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)"
    row = (migration.version, migration.name, migration.checksum)
    try:
        if migration.transactional:
            async with connection.transaction():
                await connection.execute(migration.sql, timeout=600)
                await connection.execute(record, *row)
        else:
            for statement in split_statements(migration.sql):
                await connection.execute(statement, timeout=3600)
            await connection.execute(record, *row)
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError(
            f"{label(migration)}: a table is in use for more than {LOCK_TIMEOUT}; try again."
        ) from error
    except asyncpg.PostgresError as error:
        raise MigrationError(f"{label(migration)}: {error.sqlstate} {error.args[0]}") from error


async def applied_versions(connection: asyncpg.Connection) -> dict[int, str]:
    """Return the checksums of the applied versions; none where no migration ever ran."""
    if await connection.fetchval("SELECT to_regclass('schema_migrations') IS NULL"):
        return {}
    rows = await connection.fetch("SELECT version, checksum FROM schema_migrations")
    return {row["version"]: row["checksum"] for row in rows}


async def status(connection: asyncpg.Connection, files: Sequence[Migration]) -> Status:
    """Return what has run and what has not."""
    todo = pending(files, await applied_versions(connection))
    return Status([label(file) for file in files if file not in todo], [label(file) for file in todo])


def label(migration: Migration) -> str:
    """Return the name of the file without its ending."""
    return f"{migration.version:04}_{migration.name}"


async def main(verb: str, environ: Mapping[str, str]) -> Status:
    """Do what the command line asks for."""
    settings = DatabaseSettings.from_environment(environ)
    files = migrations()
    connection = await connect(settings, application="alphawolf-migrate")
    try:
        if verb == "status":
            return await status(connection, files)
        ran = await up(connection, files)
        if environ.get("APP_DATABASE_USER"):
            role = require(environ, ["APP_DATABASE_USER", "APP_DATABASE_PASSWORD"])
            await save_application_role(connection, role["APP_DATABASE_USER"], role["APP_DATABASE_PASSWORD"])
        if obstacle := await start_auditing(connection):
            sys.stderr.write(f"migrate: {obstacle}\n")
        return Status(applied=ran, pending=[])
    finally:
        await connection.close()


def report(verb: str, outcome: Status, *, as_json: bool) -> str:
    """Return the result as text for a person or a program."""
    if as_json:
        return json.dumps({"verb": verb, **asdict(outcome)})
    if verb == "up":
        return "\n".join(f"applied {name}" for name in outcome.applied) or "nothing to apply"
    return "\n".join([f"applied {n}" for n in outcome.applied] + [f"pending {n}" for n in outcome.pending])


def command(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m api.db.migrate", description="Bring the database up to date.")
    parser.add_argument("verb", choices=["up", "status"])
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
    options = parser.parse_args(arguments)
    try:
        outcome = asyncio.run(main(options.verb, environ))
    except (MigrationError, SettingsError, DatabaseUnavailable, asyncpg.PostgresError) as error:
        sys.stderr.write(f"migrate: {error}\n")
        if options.as_json:
            sys.stdout.write(json.dumps({"verb": options.verb, "error": {"message": str(error)}}) + "\n")
        return 1
    sys.stdout.write(report(options.verb, outcome, as_json=options.as_json) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:], os.environ))
