"""The entry scripts of the composed database, run as containers would run them, with PostgreSQL 16 from its wheel."""

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
import yaml

from tests.postgres.conftest import free_port
from tests.postgres.running_api import run_module
from wolfctl.adapters import processes
from wolfctl.adapters.postgres_binaries import PostgresBinaries, find
from wolfctl.adapters.psql import Psql
from wolfctl.adapters.state_folder import StateFolder

ROOT = Path(__file__).parents[2]
OWNER, REPLICATION, APPLICATION = "0wnersPassw0rd", "f0llowersPassw0rd", "programsPassw0rd"


def composed() -> dict[str, Any]:
    """The compose file."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.localstack.yml").read_text(encoding="utf-8"))
    return document


@dataclass(frozen=True)
class Node:
    """One container's worth: a script, a folder that it may write to, a port."""

    name: str
    port: int
    folder: Path
    binaries: PostgresBinaries
    more: dict[str, str]

    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.binaries.folder}:{os.environ['PATH']}",
            "PGDATA": str(self.folder / "node"),
            "PGHOST": str(self.folder),
            "PGPORT": str(self.port),
            **self.more,
        }

    def script(self, *arguments: str) -> tuple[str, ...]:
        return (*self.binaries.prefix, "sh", str(ROOT / "compose" / f"{self.name}.sh"), *arguments)

    def start(self, state: StateFolder) -> psutil.Process:
        """Serve, with the settings of the compose file; only where it listens is the test's own."""
        own = ("-clisten_addresses=127.0.0.1", f"-cport={self.port}", f"-cunix_socket_directories={self.folder}")
        command = self.script(*composed()["services"][self.name]["command"], *own)
        return processes.start(processes.Service(self.name, command, self.environment()), state)

    def control(self, verb: str) -> None:
        command = self.binaries.command("pg_ctl", verb, "-m", "fast", "-w", "-D", str(self.folder / "node"))
        subprocess.run(command, check=True, timeout=30, capture_output=True)

    def superuser(self) -> Psql:
        return Psql(self.binaries, self.folder, self.port, "postgres")

    async def healthy(self, *, patience: float = 30) -> None:
        """Wait until its health check says so, as the engine does."""
        async with asyncio.timeout(patience):
            while True:
                asked = await asyncio.create_subprocess_exec(*self.script("healthy"), env=self.environment())
                if await asked.wait() == 0:
                    return
                await asyncio.sleep(0.5)

    async def connect(self, *, patience: float = 30) -> asyncpg.Connection:
        async with asyncio.timeout(patience):
            while True:
                with suppress(OSError, asyncpg.PostgresError):
                    connection: asyncpg.Connection = await asyncpg.connect(
                        host="127.0.0.1",
                        port=self.port,
                        user="alphawolf",
                        password=OWNER,
                        database="alphawolf",
                        ssl=False,
                    )
                    return connection
                await asyncio.sleep(0.1)


@pytest.fixture
def state() -> Iterator[StateFolder]:
    with tempfile.TemporaryDirectory(prefix="wolf-") as folder:
        yield StateFolder(Path(folder))


@pytest.fixture
async def pair(state: StateFolder) -> AsyncIterator[tuple[Node, Node]]:
    binaries = find()
    primary_port = free_port()
    told = {"OWNER_PASSWORD": OWNER, "REPLICATION_PASSWORD": REPLICATION}
    follows = {"PRIMARY": f"host=127.0.0.1 port={primary_port}", "REPLICATION_PASSWORD": REPLICATION}
    nodes = []
    for name, port, more in (("primary", primary_port, told), ("standby", free_port(), follows)):
        folder = state.folder / name
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            os.chown(folder, binaries.user_id, binaries.user_id)
        nodes.append(Node(name, port, folder, binaries, more))
    try:
        yield nodes[0], nodes[1]
    finally:
        for node in nodes:
            await processes.kill(processes.working_in(node.folder / "node"))


def migrate(primary: Node) -> subprocess.CompletedProcess[str]:
    """Run the service that migrates; only where the database is and what the passwords are is the test's own."""
    service = composed()["services"]["migrate"]
    told = {
        **service["environment"],
        "DATABASE_HOSTS": f"127.0.0.1:{primary.port}",
        "DATABASE_PASSWORD": OWNER,
        "APP_DATABASE_PASSWORD": APPLICATION,
    }
    python, module, *arguments = service["command"]
    assert (python, module) == ("python", "-m")
    return run_module(*arguments, variables=told)


def way_back(standby: Node) -> str:
    """What the runbook has the primary's container run once the standby was promoted."""
    page = (ROOT / "docs" / "runbooks" / "compose.md").read_text(encoding="utf-8")
    found = re.search(r"--entrypoint sh primary -c '(.*)'", page)
    assert found
    return found[1].replace("/standby/", f"{standby.folder}/")


async def fail_over(primary: Node, standby: Node) -> asyncpg.Connection:
    """Kill the primary, promote the standby, and connect to it."""
    await processes.kill(processes.working_in(primary.folder / "node"))
    standby.control("promote")
    return await standby.connect()


async def test_what_is_acknowledged_is_at_the_standby_which_can_take_over(
    pair: tuple[Node, Node], state: StateFolder
) -> None:
    primary, standby = pair
    primary.start(state)
    writer = await primary.connect()
    waiting = asyncio.create_task(writer.execute("CREATE TABLE presses AS SELECT 1 AS id"))
    assert not (await asyncio.wait({waiting}, timeout=0.5))[0], "it was acknowledged by one node alone"

    standby.start(state)
    await asyncio.wait_for(waiting, 30)
    await standby.healthy()
    survivor = await fail_over(primary, standby)

    assert await survivor.fetchval("SELECT count(*) FROM presses") == 1
    await asyncio.wait_for(survivor.execute("INSERT INTO presses VALUES (2)"), 10)
    await survivor.close()
    await standby.healthy()


@pytest.mark.slow
async def test_what_was_migrated_fails_over_and_comes_back(pair: tuple[Node, Node], state: StateFolder) -> None:
    primary, standby = pair
    primary.start(state)
    await (await primary.connect()).close()
    standby.start(state)
    await standby.healthy()
    migrated = await asyncio.to_thread(migrate, primary)
    assert migrated.returncode == 0, migrated.stderr
    survivor = await fail_over(primary, standby)
    await survivor.execute("CREATE TABLE since AS SELECT 1 AS id")
    await survivor.close()
    standby.control("stop")

    moving = (*primary.binaries.prefix, "sh", "-c", way_back(standby))
    moved = await asyncio.create_subprocess_exec(*moving, env=primary.environment())
    assert await moved.wait() == 0
    shutil.rmtree(standby.folder / "node")
    primary.start(state)
    writer = await primary.connect()
    standby.start(state)
    await standby.healthy()
    superuser = primary.superuser()
    await superuser.ask("ALTER SYSTEM RESET synchronous_standby_names")
    await superuser.ask("SELECT pg_reload_conf()")

    await asyncio.wait_for(writer.execute("INSERT INTO since VALUES (2)"), 10)
    assert await writer.fetchval("SELECT count(*) FROM since") == 2
    assert await writer.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'alphawolf_app'")
    assert await superuser.ask("SELECT sync_state FROM pg_stat_replication") == [["sync"]]
    await superuser.close()
    await writer.close()


async def test_the_owner_is_no_superuser_and_nobody_enters_without_a_password(
    pair: tuple[Node, Node], state: StateFolder
) -> None:
    primary, _ = pair
    primary.start(state)
    owner = await primary.connect()
    rights = "SELECT rolsuper, rolreplication, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert [tuple(row) for row in await owner.fetch(rights)] == [(False, False, True)]
    await owner.close()

    for user, password, database, why in (
        ("alphawolf", "wrong", "alphawolf", asyncpg.InvalidPasswordError),
        ("postgres", OWNER, "alphawolf", asyncpg.InvalidPasswordError),
        ("replicator", REPLICATION, "postgres", asyncpg.InvalidAuthorizationSpecificationError),
    ):
        with pytest.raises(why):
            await asyncpg.connect(
                host="127.0.0.1", port=primary.port, user=user, password=password, database=database, ssl=False
            )


@pytest.mark.parametrize("password", ["", "it's", "two words"])
def test_a_password_that_would_have_to_be_quoted_is_refused(state: StateFolder, password: str) -> None:
    node = Node("primary", 1, state.folder, find(), {"OWNER_PASSWORD": password, "REPLICATION_PASSWORD": REPLICATION})

    done = subprocess.run(node.script(), env=node.environment(), capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "letters and digits" in done.stderr
    assert not (state.folder / "node").exists()
