"""Runs what is pending: a file in one transaction with its entry in the history, or statement by statement.

Whatever happens in the middle, the history says afterwards what is there: a transaction is there with its entry or not
at all, and a statement that was cut short is run again, what it left behind dropped before.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import asyncpg

from api.db.connect import CONNECTION_ERRORS
from api.db.migrator import gates, indexes, ledger, waiting
from api.db.migrator.files import Migration, MigrationError
from api.db.migrator.ledger import Entry
from api.db.migrator.turns import Patience, Say, our_turn

HOURS = 86_400.0  # seconds; the server's own limits come first


def silent(_: str) -> None:
    """Say nothing."""


@dataclass
class Run:
    """One run, which may outlive its connections: what it did so far, and what it holds back."""

    patience: Patience = field(default_factory=Patience)
    say: Say = silent
    open_another: waiting.Open | None = None
    applied: list[str] = field(default_factory=list)
    held: dict[str, list[str]] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    _before: frozenset[int] | None = None

    async def up(self, connection: asyncpg.Connection, files: Sequence[Migration], to: int | None = None) -> None:
        """Run what is pending, up to a version, until a contract is held back.

        Raises MigrationError when files and history contradict one another, or a file fails.
        """
        async with our_turn(connection, self.patience, self.say):
            await ledger.prepare(connection)
            history = await ledger.entries(connection)
            if self._before is None:
                self._before = complete(history)
            todo = ledger.pending(files, history)
            self.held = {}
            while todo and (to is None or todo[0].version <= to):
                file = todo[0]
                if reasons := await self._reasons(connection, file, history, self._before):
                    self.held = {file.label: reasons}
                    break
                await self._run(connection, file)
                todo = todo[1:]
                history = await ledger.entries(connection)
            # from the history, which knows of a commit too whose word was lost with the connection
            ran = complete(history) - self._before
            self.applied = [file.label for file in files if file.version in ran]
            self.pending = [file.label for file in todo]

    async def _reasons(
        self, connection: asyncpg.Connection, file: Migration, history: Mapping[int, Entry], before: frozenset[int]
    ) -> list[str]:
        if not file.directives.contracts:
            return []
        now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        ran = complete(history) - before
        return await gates.reasons(connection, file, history, now, ran_now=ran, fresh=not before)

    async def _run(self, connection: asyncpg.Connection, file: Migration) -> None:
        started = time.monotonic()
        try:
            async with waiting.told(connection, self.open_another, self.say):
                if file.directives.transactional:
                    await self._patiently(file, partial(in_one_transaction, connection, file))
                else:
                    await self._one_by_one(connection, file)
        except CONNECTION_ERRORS:
            raise
        except asyncpg.PostgresError as error:
            raise failure(file, error) from error
        self.say(f"{file.label}: applied in {time.monotonic() - started:.1f} s")

    async def _one_by_one(self, connection: asyncpg.Connection, file: Migration) -> None:
        done = await ledger.begin(connection, file)
        statements = file.statements
        for number, statement in enumerate(statements[done:], start=done + 1):
            await self._patiently(file, partial(by_itself, connection, file, statement, self.say))
            await ledger.advance(connection, file, number)
        await ledger.advance(connection, file, None)

    async def _patiently(self, file: Migration, attempt: Callable[[], Awaitable[None]]) -> None:
        """Try again while a table is in use (SQLSTATE 55P03), after ever longer pauses; nothing else is tried again."""
        deadline = time.monotonic() + self.patience.tables_s
        pause = self.patience.first_pause_s
        while True:
            try:
                return await attempt()
            except asyncpg.LockNotAvailableError as error:
                if time.monotonic() + pause > deadline:
                    raise MigrationError(
                        f"{file.label}: 55P03 a table is in use, for longer than {self.patience.tables_s:g} s.",
                        hint="What waited was not applied. End what uses the table, or run it at a quieter time.",
                    ) from error
            self.say(f"{file.label}: a table is in use; once more in {pause:.1f} s")
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311 - so as not to meet the same work again
            pause = min(pause * 2, self.patience.longest_pause_s)


def complete(history: Mapping[int, Entry]) -> frozenset[int]:
    """Return the versions that have run to their end."""
    return frozenset(version for version, entry in history.items() if entry.statements_done is None)


async def in_one_transaction(connection: asyncpg.Connection, file: Migration) -> None:
    """Run a file and write it into the history, both or neither."""
    told = file.directives
    async with connection.transaction():
        await connection.execute(f"SET LOCAL lock_timeout = {told.lock_timeout_ms}")
        await connection.execute(f"SET LOCAL statement_timeout = {told.statement_timeout_ms}")
        for query in told.empty:
            # what was true a moment ago must be true here
            if reason := await gates.standing(connection, query):
                raise MigrationError(f"{file.label} is held back: {reason}")
        await connection.execute(file.sql, timeout=HOURS)
        await ledger.record(connection, file)


async def by_itself(connection: asyncpg.Connection, file: Migration, statement: str, say: Say) -> None:
    """Run one statement outside of a transaction, its own limits around it.

    What works beside its table's use may wait as long as it must: nobody waits for it.
    """
    told = file.directives
    beside = indexes.runs_beside(statement)
    name = indexes.built_by(statement)
    await connection.execute(f"SET lock_timeout = {0 if beside else told.lock_timeout_ms}")
    await connection.execute(f"SET statement_timeout = {0 if beside else told.statement_timeout_ms}")
    try:
        if name and await indexes.drop_remains(connection, name):
            say(f"{file.label}: dropped what was left of {name}, to build it again")
        await connection.execute(statement, timeout=HOURS)
        if name and not await indexes.is_valid(connection, name):
            raise MigrationError(f"{file.label}: {name} was built, and PostgreSQL calls it invalid.")
    except asyncpg.PostgresError:
        if name and not connection.is_closed():
            await indexes.drop_remains(connection, name)
        raise
    finally:
        with suppress(*CONNECTION_ERRORS, asyncpg.InterfaceError):
            await connection.execute("RESET lock_timeout; RESET statement_timeout")


def failure(file: Migration, error: asyncpg.PostgresError) -> MigrationError:
    """Say which file failed, and where in it."""
    text = str(error.args[0]) if error.args else ""
    position = getattr(error, "position", None)
    line = (
        f" (line {file.sql.count(chr(10), 0, int(position)) + 1})" if position and file.directives.transactional else ""
    )
    hint = (
        "Nothing of it was applied. Mend the file, then run it again."
        if file.directives.transactional
        else f"What ran before stays. Mend the cause and run it again; a mended file takes `repair {file.version:04}`."
    )
    return MigrationError(f"{file.label}: {error.sqlstate} {text}{line}", hint=hint)
