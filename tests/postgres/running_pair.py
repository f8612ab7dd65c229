"""A primary and its synchronous standby for one test, thrown away afterwards."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from tests.postgres.conftest import free_port
from wolfctl.adapters import processes
from wolfctl.adapters.database_pair import DatabasePair
from wolfctl.adapters.postgres_binaries import find
from wolfctl.adapters.postgres_node import PostgresNode
from wolfctl.adapters.state_folder import StateFolder

OWNER, PASSWORD, NAME = "owner", "of-the-pair", "wolf"


@contextlib.asynccontextmanager
async def running_pair(folder: Path) -> AsyncIterator[DatabasePair]:
    """Start a pair with an empty database; every commit waits for both nodes."""
    state, binaries = StateFolder(folder), find()
    made = DatabasePair(*(PostgresNode(name, free_port(), state, binaries) for name in ("a", "b")))
    try:
        await made.bring_up()
        await made.set_owner(OWNER, PASSWORD, NAME)
        yield made
    finally:
        await made.stop()
        await processes.kill(processes.belonging(state))
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(made.a.sockets)
