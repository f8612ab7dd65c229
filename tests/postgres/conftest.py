"""A real PostgreSQL for the session, a database of its own for every module, made from one migrated template."""

import asyncio
import contextlib
import itertools
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.db.migrator.files import migrations
from api.db.migrator.runner import Run
from api.db.pool import Database
from api.db.roles import save_application_role
from api.db.seed import vocabulary
from api.db.symbols import save_symbols
from api.settings import DatabaseSettings
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import serving
from wolfctl.adapters import processes
from wolfctl.adapters.postgres_binaries import find
from wolfctl.adapters.postgres_node import PostgresNode
from wolfctl.adapters.state_folder import StateFolder

OWNER, APPLICATION, EXTENDER = "alphawolf", "alphawolf_app", "makes_extensions"
TEMPLATE = "migrated"
NUMBERS = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.postgres)


@dataclass(frozen=True)
class Server:
    """A running server, its owner role, its application role, and what it writes to its log."""

    port: int
    owner_password: str
    application_password: str
    log: Path

    def settings(self, database: str, *, as_owner: bool = False) -> DatabaseSettings:
        """Return how to reach one of its databases."""
        user = OWNER if as_owner else APPLICATION
        password = self.owner_password if as_owner else self.application_password
        return DatabaseSettings((("127.0.0.1", self.port),), database, "disable", user, password)

    async def connect(self, database: str, *, as_owner: bool = False) -> asyncpg.Connection:
        """Return a plain connection."""
        told = self.settings(database, as_owner=as_owner)
        connection: asyncpg.Connection = await asyncpg.connect(
            host="127.0.0.1", port=self.port, user=told.user, password=told.password, database=database, ssl=False
        )
        return connection


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def create_database(server: Server, name: str, template: str) -> None:
    """Make a database as the owner would."""
    connection = await server.connect("postgres", as_owner=True)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()


async def fill_template(server: Server) -> None:
    """Make the database that all others are copied from."""
    await create_database(server, TEMPLATE, "template0")
    connection = await server.connect(TEMPLATE, as_owner=True)
    try:
        await fill(connection, server.application_password)
    finally:
        await connection.close()


async def fill(owner: asyncpg.Connection, password: str) -> None:
    """Make the tables, the application's role with this password, and the vocabulary."""
    await Run().up(owner, migrations())
    await save_application_role(owner, APPLICATION, password)
    await save_symbols(owner, vocabulary())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wolf-"))
    node = PostgresNode("tests", free_port(), StateFolder(folder), find())

    async def start() -> Server:
        await node.create()
        # Stands in for pgaudit, which this PostgreSQL does not have: loaded at the start, made later.
        with (node.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("shared_preload_libraries = 'vector'\n")
            # It is thrown away in the end; what survives a crash is asked of the embedded pair (tests/local).
            file.write("fsync = off\nfull_page_writes = off\n")
        node.start()
        await node.answers()
        log = node.state.log(node.process_name)
        running = Server(node.port, secrets.token_hex(8), secrets.token_hex(8), log)
        superuser = node.connect()
        await superuser.ask(f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{running.owner_password}'")
        # Of what RDS's owner may do beyond this, the tests need two things: see what is loaded, and make extensions.
        await superuser.ask(f"GRANT pg_read_all_settings TO {OWNER}")
        await superuser.ask(f"CREATE ROLE {EXTENDER} LOGIN SUPERUSER PASSWORD '{running.owner_password}'")
        await superuser.close()
        await fill_template(running)
        return running

    try:
        yield asyncio.run(start())
    finally:
        asyncio.run(node.stop())
        asyncio.run(processes.kill(processes.belonging(node.state)))
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(node.sockets)
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def database_name(server: Server) -> str:
    """Return a fresh, migrated database."""
    name = f"module_{os.getpid()}_{next(NUMBERS)}"
    asyncio.run(create_database(server, name, TEMPLATE))
    return name


@pytest.fixture
def settings(server: Server, database_name: str) -> DatabaseSettings:
    """Return how the application reaches the module's database."""
    return server.settings(database_name)


@pytest.fixture
async def database(settings: DatabaseSettings) -> AsyncIterator[Database]:
    """Open the module's database as the application does."""
    opened = Database(settings, application="tests", size=8)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def owner(server: Server, database_name: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect as the owner of the tables."""
    connection = await server.connect(database_name, as_owner=True)
    yield connection
    await connection.close()


@pytest.fixture
def make_database(server: Server) -> Callable[[], Awaitable[DatabaseSettings]]:
    """Return how to make an empty database of one's own, reached as its owner."""

    async def make() -> DatabaseSettings:
        name = f"own_{os.getpid()}_{next(NUMBERS)}"
        await create_database(server, name, "template0")
        return replace(server.settings(name, as_owner=True))

    return make


@pytest.fixture(scope="module")
def api(
    server: Server, database_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Api]:
    """Start the API over the module's database, told also what the module says in API_SETTINGS."""
    more: dict[str, str] = getattr(request.module, "API_SETTINGS", {})
    log = tmp_path_factory.mktemp("api") / "api.log"
    settings = server.settings(database_name)
    with (
        serving() as aws,
        published(Issuer()) as issuer,
        running_api(settings, issuer, aws, free_port(), log, more) as running,
    ):
        yield running


@pytest.fixture
def sam(api: Api) -> Iterator[httpx.Client]:
    """Call as Sam, who presses symbols."""
    with api.signed_in("sam") as client:
        yield client


@pytest.fixture
def ana(api: Api) -> Iterator[httpx.Client]:
    """Call as Ana, who cares for Sam."""
    with api.signed_in("ana") as client:
        yield client
