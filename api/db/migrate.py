"""Migrations: `python -m api.db.migrate status|plan|up|verify|baseline|repair [--json]`.

Exit codes: 0 done and nothing is left, 1 failed, 2 something is pending, held back or found. With --json the last line
is the result; what happens meanwhile is told on stderr.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import asyncpg

from api.db.auditing import start_auditing
from api.db.connect import CONNECTION_ERRORS, DatabaseUnavailable
from api.db.migrator import amend, gates, ledger, outlook, turns, verify
from api.db.migrator.files import Migration, MigrationError, migrations
from api.db.migrator.runner import Run
from api.db.migrator.sessions import migrating
from api.db.roles import save_application_role
from api.settings import DatabaseSettings, SettingsError, require

PENDING = 2
RECONNECT_PAUSE_S = 0.5
CONNECTIONS = 5  # a database that fails over more often in one run has other troubles
LOST: tuple[type[BaseException], ...] = (*CONNECTION_ERRORS, asyncpg.InterfaceError)
FAILURES: tuple[type[BaseException], ...] = (
    MigrationError,
    SettingsError,
    DatabaseUnavailable,
    asyncpg.PostgresError,
    *LOST,
)


async def status(connection: asyncpg.Connection, files: Sequence[Migration]) -> dict[str, Any]:
    """Return what has run, what has not and why, who is at work, and what is wrong with the history."""
    history = await ledger.entries(connection)
    todo = ledger.unapplied(files, history)
    return {
        "applied": [file.label for file in files if file not in todo],
        "pending": [file.label for file in todo],
        "held": await held(connection, todo, history),
        "unfinished": [entry.label for entry in history.values() if entry.statements_done is not None],
        "problems": [what for what, _ in ledger.problems(files, history)],
        "at_work": await turns.holder(connection),
        "by_hand": [{"file": entry.label, **note} for entry in history.values() for note in entry.notes],
    }


async def held(
    connection: asyncpg.Connection, todo: Sequence[Migration], history: Mapping[int, ledger.Entry]
) -> dict[str, list[str]]:
    """Return why the first contract that comes would be held back, as things stand."""
    ahead: set[int] = set()
    for file in todo:
        if file.directives.contracts and history:
            now = await connection.fetchval("SELECT clock_timestamp()")
            reasons = await gates.reasons(connection, file, history, now, ran_now=ahead)
            return {file.label: reasons} if reasons else {}
        ahead.add(file.version)
    return {}


async def plan(connection: asyncpg.Connection, files: Sequence[Migration]) -> dict[str, Any]:
    """Return what `up` would do, and what stands in its way. Raises MigrationError for a history that is wrong."""
    history = await ledger.entries(connection)
    todo = ledger.pending(files, history)
    return {
        "files": await outlook.outlook(connection, todo),
        "pending": [file.label for file in todo],
        "held": await held(connection, todo, history),
        "at_work": await turns.holder(connection),
        "longest_transaction": await outlook.longest_transaction(connection),
    }


async def up(
    settings: DatabaseSettings,
    environ: Mapping[str, str],
    files: Sequence[Migration],
    *,
    to: int | None = None,
    patience: turns.Patience | None = None,
) -> dict[str, Any]:
    """Run what is pending, going on at the next primary when the database fails over in the middle."""
    run = Run(patience or turns.Patience(), note, lambda: migrating(settings, "watch"))
    connection = await migrating(settings, "up")
    for left in reversed(range(CONNECTIONS)):
        try:
            await run.up(connection, files, to)
            role = ["APP_DATABASE_USER", "APP_DATABASE_PASSWORD"]
            if environ.get(role[0]):
                told = require(environ, role)
                await save_application_role(connection, told[role[0]], told[role[1]])
            if obstacle := await start_auditing(connection):
                note(obstacle)
            await connection.close()
            notes = [obstacle] if obstacle else []
            return {"applied": run.applied, "pending": run.pending, "held": run.held, "notes": notes}
        except LOST:
            connection.terminate()
            if not left:
                raise
            connection = await connected_again(settings, run.patience.reconnect_s)
        except BaseException:
            connection.terminate()
            raise
    raise AssertionError("the last connection either serves or fails")


async def connected_again(settings: DatabaseSettings, patience_s: float) -> asyncpg.Connection:
    """Connect once a host takes writes again. Raises DatabaseUnavailable when patience ends."""
    note("the connection was lost; going on where the history says")
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return await migrating(settings, "up")
        except DatabaseUnavailable:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(RECONNECT_PAUSE_S)


def note(text: str) -> None:
    """Tell what happens, for whoever follows the log."""
    sys.stderr.write(f"migrate: {text}\n")
    sys.stderr.flush()


async def run(options: argparse.Namespace, environ: Mapping[str, str]) -> dict[str, Any]:
    """Do what the command line asks for."""
    settings = DatabaseSettings.from_environment(environ)
    files = migrations()
    if options.verb == "up":
        return await up(settings, environ, files, to=options.to)
    connection = await migrating(settings, options.verb)
    try:
        match options.verb:
            case "status":
                return await status(connection, files)
            case "plan":
                return await plan(connection, files)
            case "verify":
                return {"findings": [asdict(found) for found in await verify.findings(connection, settings, files)]}
        word = amend.Word(options.by, options.reason)
        async with turns.our_turn(connection, turns.Patience(), note):
            if options.verb == "baseline":
                adopted = await amend.baseline(connection, settings, files, options.version, word)
                return {"adopted": adopted, "pending": [f.label for f in files if f.version > options.version]}
            return await amend.repair(connection, files, options.version, word, options.checksum)
    finally:
        await connection.close()


def is_open(document: Mapping[str, Any]) -> bool:
    """Tell whether a result leaves something to do."""
    return any(document.get(key) for key in ("pending", "findings", "problems", "begins_again"))


def text(document: Mapping[str, Any]) -> str:
    """Return a result for a person: a line for each thing in it."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list):
            lines += [f"{key} {each if isinstance(each, str) else json.dumps(each)}" for each in value if each]
        elif value not in (None, {}, ""):
            lines.append(f"{key} {value if isinstance(value, str) else json.dumps(value)}")
    return "\n".join(lines) or "nothing to do"


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m api.db.migrate", description="Bring the database up to date.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("status", "plan", "up", "verify", "baseline", "repair"):
        words = verbs.add_parser(verb)
        words.add_argument("--json", action="store_true", dest="as_json", help="end with the result as JSON")
        if verb == "up":
            words.add_argument("--to", type=int, help="the last version to run")
        if verb in ("baseline", "repair"):
            words.add_argument("--version", type=int, required=True, help="the number of a file")
            words.add_argument("--by", required=True, help="who asks for it")
            words.add_argument("--reason", required=True, help="why; both stay in the history")
        if verb == "repair":
            words.add_argument("--checksum", help="how the reviewed text's checksum begins")
    return parser.parse_args(arguments)


def command(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the command line and return its exit code."""
    options = parsed(arguments)
    try:
        document = asyncio.run(run(options, environ))
    except FAILURES as error:
        note(str(error))
        if options.as_json:
            told = {"message": str(error), "hint": getattr(error, "hint", "") or ""}
            sys.stdout.write(json.dumps({"verb": options.verb, "error": told}) + "\n")
        return 1
    told = {"verb": options.verb, **document}
    sys.stdout.write((json.dumps(told, default=str) if options.as_json else text(document)) + "\n")
    return PENDING if is_open(document) else 0


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:], os.environ))
