"""Every route is asked by everybody: for their own person, for another, and after they were shown out."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import asyncpg
import pytest
from fastapi import APIRouter
from starlette.routing import Route

from api.app import create_app
from api.routes.fixed_names import refuse
from api.settings import DatabaseSettings, Settings
from tests.postgres.care_world import CALLERS, RELATED, World, as_worker, make_world
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.permission_table import TABLE, Row
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import serving
from tests.unit.api.test_settings import GOOD

AT_ONCE = 6
# Who stands to the person in a way that counts now; the others are strangers to this person as to any other.
INSIDERS = ("self", *RELATED, "break_glass", "admin")
UNHURRIED = {"REQUESTS_PER_SECOND": "1000000", "REQUESTS_BURST": "1000000"}


@pytest.fixture(scope="module")
def api(server: Server, database_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Start an API that lets its callers ask as often as they like: the same few ask for everything."""
    log, settings = tmp_path_factory.mktemp("api") / "api.log", server.settings(database_name)
    with (
        serving() as aws,
        published(Issuer()) as issuer,
        running_api(settings, issuer, aws, free_port(), log, UNHURRIED) as running,
    ):
        yield running


def routes_of_the_app(database: DatabaseSettings) -> set[str]:
    """Return every method and path that the application answers."""
    settings = replace(Settings.from_environment(GOOD), database=database)
    found, waiting = set(), list(create_app(settings).routes)
    while waiting:
        route = waiting.pop()
        if isinstance(included := getattr(route, "original_router", None), APIRouter):
            waiting += included.routes
            continue
        assert isinstance(route, Route), f"{type(route).__name__} is a kind of route that this test does not know"
        if route.endpoint is refuse:
            continue
        found |= {f"{method} {route.path}" for method in (route.methods or set()) - {"HEAD"}}
    return found


def filled(value: Any, world: World) -> Any:
    """Return a body, query or header with a world's things in the places of their names."""
    if isinstance(value, dict):
        return {key: filled(each, world) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, world) for each in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    return value.format(**world.things, nonce=uuid4().hex, nonce_id=uuid4())


@dataclass(frozen=True)
class Ask:
    """One question: who asks, for the things of which world, and the status that is to come."""

    who: str
    things: World
    token: str | None
    expected: int


class Asker:
    """Makes the requests of rows, several at once over one connection a thread; httpx would cost more than the API."""

    def __init__(self, api: Api) -> None:
        self._issuer = api.issuer
        self._host = api.url.removeprefix("http://")
        self._tokens: dict[str, str] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._own = threading.local()
        self._connections: list[HTTPConnection] = []

    def close(self) -> None:
        """Hang up."""
        self._pool.shutdown()
        for connection in self._connections:
            connection.close()

    def wrong(self, row: Row, asks: Iterable[Ask]) -> list[str]:
        """Make requests of which none changes what another gets; return what was answered otherwise than expected."""
        found = self._pool.map(lambda ask: (ask, self.status(row, ask.things, ask.token)), list(asks))
        return [f"{ask.who}: {status}, not {ask.expected}" for ask, status in found if not fits(status, ask.expected)]

    def status(self, row: Row, things: World, token: str | None) -> int:
        """Return the status of a row's request for the things of a world."""
        method, path = row.route.split(" ")
        url = path.replace("{id}", things.things[row.at] if row.at else "").format(**things.things)
        query = quote(filled(row.query, things), safe="=&")
        headers = filled(row.headers, things) | ({"authorization": f"Bearer {token}"} if token else {})
        body = None if row.body is None else json.dumps(filled(row.body, things))
        connection = self._connection()
        connection.request(method, f"{url}?{query}", body, {"content-type": "application/json", **headers})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def token(self, world: World, caller: str) -> str:
        """Return the token that one of a world's callers brings."""
        subject = world.subject(caller)
        if subject not in self._tokens:
            make = self._issuer.caregiver_token if world.has_second_factor(caller) else self._issuer.token
            self._tokens[subject] = make(subject)
        return self._tokens[subject]

    def stranger(self) -> str:
        """Return a good token of somebody without an account."""
        return self._issuer.caregiver_token(f"sub-{uuid4()}")

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._host, timeout=20)
            self._connections.append(self._own.connection)
        connection: HTTPConnection = self._own.connection
        return connection


@dataclass
class Worlds:
    """Two worlds for all rows: one whose things are asked for, made anew when a row has changed it, and another."""

    connection: asyncpg.Connection
    here: World
    elsewhere: World

    async def renew(self) -> None:
        """Replace the world whose things were changed."""
        self.here = await make_world(self.connection)


@pytest.fixture(scope="module")
def asker(api: Api) -> Iterator[Asker]:
    """Return how to make the requests."""
    with closing(Asker(api)) as made:
        yield made


@pytest.fixture(scope="module")
def made(server: Server, database_name: str) -> list[World]:
    """Make the first two worlds."""

    async def make() -> list[World]:
        connection = await server.connect(database_name, as_owner=True)
        try:
            await as_worker(connection)
            return [await make_world(connection) for _ in range(2)]
        finally:
            await connection.close()

    return asyncio.run(make())


@pytest.fixture
async def worlds(owner: asyncpg.Connection, made: list[World]) -> AsyncIterator[Worlds]:
    """Give a row the worlds as the row before it left them."""
    await as_worker(owner)
    worlds = Worlds(owner, *made)
    yield worlds
    made[0] = worlds.here


def fits(status: int, expected: int) -> bool:
    """Tell whether a status is the one that is expected; 200 stands for every success."""
    return 200 <= status < 300 if expected == 200 else status == expected


def concerns_a_person(row: Row) -> bool:
    """Tell whether a row asks for a thing that belongs to somebody."""
    return row.at is not None or "{person}" in f"{row.query}{row.body}"


def test_every_route_has_a_row_and_every_row_a_route(settings: DatabaseSettings) -> None:
    rows = [row.route for row in TABLE]
    assert len(rows) == len(set(rows))
    assert set(rows) == routes_of_the_app(settings)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.route)
async def test_who_may(worlds: Worlds, asker: Asker, row: Row) -> None:
    personal = concerns_a_person(row)
    changes = not row.route.startswith("GET") and (personal or "{token}" in f"{row.body}")
    here = worlds.here

    def ask(caller: str) -> Ask:
        return Ask(caller, worlds.here, asker.token(worlds.here, caller), row.expected(caller))

    # Whoever is refused comes first: a success may change the world, and then a new one is made for the next.
    welcome = [caller for caller in (CALLERS[:1] if row.public else CALLERS) if row.expected(caller) == 200]
    asks = [ask(caller) for caller in CALLERS if row.expected(caller) != 200]
    asks += (
        [Ask(f"{caller}, for somebody else", worlds.elsewhere, asker.token(here, caller), 404) for caller in INSIDERS]
        if personal
        else []
    )
    asks += [Ask("not signed in", here, None, 200 if row.public else 401)]
    alone = Ask("no account", here, asker.stranger(), 200 if row.public else row.without_account)
    if not changes:
        wrong = asker.wrong(row, [*asks, alone, *map(ask, welcome)])
    else:
        wrong = asker.wrong(row, asks) + asker.wrong(row, [alone])
        for caller in welcome:
            await worlds.renew()
            wrong += asker.wrong(row, [ask(caller)])
        await worlds.renew()
    assert not wrong, "\n".join([row.route, *wrong])


async def test_who_is_shown_out_is_out_at_the_next_request(worlds: Worlds, asker: Asker) -> None:
    await worlds.renew()
    world = worlds.here
    readable = [row for row in TABLE if row.route.startswith("GET") and concerns_a_person(row)]
    readable = [row for row in readable if "editor" in row.allowed]
    [showing_out] = [row for row in TABLE if row.route == "DELETE /relations/{id}"]
    editor, manager = asker.token(world, "editor"), asker.token(world, "manager")
    assert {asker.status(row, world, editor) for row in readable} == {200}
    assert asker.status(replace(showing_out, at="relation_of_editor"), world, manager) == 204
    assert {asker.status(row, world, editor) for row in readable} == {404}
    await worlds.renew()
