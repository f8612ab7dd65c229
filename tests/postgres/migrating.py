"""A migrator as a process of its own, which can be killed."""

import asyncio
import io
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

import asyncpg

from api.db import migrate
from api.db.migrator.files import Migration
from api.db.migrator.turns import holder
from api.settings import DatabaseSettings
from tests.postgres.running_api import FORKS


@dataclass
class Migrator:
    """One that runs, and where its result comes from."""

    process: ForkServerProcess
    answers: Connection

    async def result(self) -> tuple[list[str], str]:
        """Return what it applied, and what it said meanwhile."""
        applied, said = await asyncio.to_thread(self.answers.recv)
        await asyncio.to_thread(self.process.join)
        self.answers.close()
        return applied, said

    async def kill_at(self, watcher: asyncpg.Connection, query: str) -> None:
        """Kill it with SIGKILL as soon as a query finds something."""
        await until(watcher, query)
        assert await holder(watcher) is not None, "it is its turn"
        self.process.kill()
        await asyncio.to_thread(self.process.join)
        self.answers.close()


def start(settings: DatabaseSettings, *files: Migration) -> Migrator:
    """Start one over these files."""
    ours, theirs = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=work, args=(settings, files, theirs), daemon=True)
    process.start()
    theirs.close()
    return Migrator(process, ours)


def work(settings: DatabaseSettings, files: Sequence[Migration], answers: Connection) -> None:
    """Migrate, in the process that is started for it."""
    sys.stderr = said = io.StringIO()
    done = asyncio.run(migrate.up(settings, {}, files))
    answers.send((done["applied"], said.getvalue()))


async def until(watcher: asyncpg.Connection, query: str) -> None:
    """Wait until a query finds something."""
    deadline = time.monotonic() + 60
    while not await watcher.fetchval(query):
        assert time.monotonic() < deadline, query
        await asyncio.sleep(0.02)
