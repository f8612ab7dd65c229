"""Every route is asked by everybody: for their own person, for another, and after they were shown out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import APIRouter
from starlette.routing import Route, WebSocketRoute

from api.app import create_app
from api.routes.fixed_names import refuse
from api.settings import DatabaseSettings, Settings
from tests.postgres.care_world import CALLERS, World, as_worker, make_world
from tests.postgres.permission_table import TABLE, Row
from tests.postgres.running_api import Api
from tests.postgres.small_speech import Stored
from tests.unit.api.test_settings import GOOD

NO_ACCOUNT = "no account"
API_SETTINGS = {"SPEECH_BUCKET": "speech"}


@pytest.fixture
async def worker(owner: asyncpg.Connection) -> asyncpg.Connection:
    """Write worlds past the wall."""
    await as_worker(owner)
    return owner


def routes_of_the_app(database: DatabaseSettings) -> set[str]:
    """Return every method and path that the application answers."""
    settings = replace(Settings.from_environment(GOOD), database=database)
    found, waiting = set(), list(create_app(settings).routes)
    while waiting:
        route = waiting.pop()
        if isinstance(included := getattr(route, "original_router", None), APIRouter):
            waiting += included.routes
            continue
        if isinstance(route, WebSocketRoute):
            # Opened by a ticket and never by a role; test_live_notifications.py asks who gets in and for how long.
            assert route.path == "/notifications"
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
    return value.format(**world.things, nonce=uuid4().hex)


class Asker:
    """Makes the requests of rows; one client for all, because making a client costs more than a request."""

    def __init__(self, api: Api, client: httpx.Client) -> None:
        self._api = api
        self._client = client

    def status(self, row: Row, things: World, token: str | None) -> int:
        """Return the status of a row's request for the things of a world."""
        method, path = row.route.split(" ")
        if "{key}" in path:
            name = f"/speech/user/{things.things['person']}/speech/{things.things['clip']}"
            self._api.aws.bucket.objects[name] = Stored(b"x", "audio/wav", datetime.now(UTC))
        named = {"kind": "image", "version": "2", "file": "board.html", "key": things.things["clip"]}
        url = path.format(**{**named, **things.things, "id": things.things.get(row.at or "")})
        query = filled(row.query, things)
        headers = filled(row.headers, things) | ({"authorization": f"Bearer {token}"} if token else {})
        answer = self._client.request(
            method, f"{url}?{query}" if query else url, json=filled(row.body, things), headers=headers
        )
        return answer.status_code

    def token(self, world: World, caller: str) -> str:
        """Return the token that one of a world's callers brings."""
        issuer, subject = self._api.issuer, world.subject(caller)
        return issuer.caregiver_token(subject) if world.has_second_factor(caller) else issuer.token(subject)

    def stranger(self) -> str:
        """Return a good token of somebody without an account."""
        return self._api.issuer.caregiver_token(f"sub-{uuid4()}")


@pytest.fixture(scope="module")
def asker(api: Api) -> Iterator[Asker]:
    """Return how to make the requests."""
    with httpx.Client(base_url=api.url, timeout=20) as client:
        yield Asker(api, client)


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
async def test_who_may(worker: asyncpg.Connection, asker: Asker, row: Row) -> None:
    personal = concerns_a_person(row)
    world = await make_world(worker)
    elsewhere = await make_world(worker) if personal else world
    found, expected = {}, {}
    # Whoever only asks comes first: a success changes the world, and a new one is made for the next.
    for name in sorted(CALLERS, key=lambda each: row.expected(each) == 200):
        token = asker.token(world, name)
        if personal:
            found[f"{name}, for somebody else"] = asker.status(row, elsewhere, token)
            expected[f"{name}, for somebody else"] = 404
        found[name], expected[name] = asker.status(row, world, token), row.expected(name)
        if found[name] < 300 and not row.route.startswith("GET") and (personal or "{token}" in f"{row.body}"):
            world = await make_world(worker)
    found["no account"] = asker.status(row, world, asker.stranger())
    expected["no account"] = 200 if row.public else row.without_account
    found["not signed in"] = asker.status(row, world, None)
    expected["not signed in"] = 200 if row.public else 401
    wrong = [f"{who}: {found[who]}, not {expected[who]}" for who in found if not fits(found[who], expected[who])]
    assert not wrong, "\n".join([row.route, *wrong])


async def test_who_is_shown_out_is_out_at_the_next_request(worker: asyncpg.Connection, asker: Asker) -> None:
    world = await make_world(worker)
    readable = [row for row in TABLE if row.route.startswith("GET") and concerns_a_person(row)]
    readable = [row for row in readable if "editor" in row.allowed]
    [showing_out] = [row for row in TABLE if row.route == "DELETE /relations/{id}"]
    editor, manager = asker.token(world, "editor"), asker.token(world, "manager")
    assert {asker.status(row, world, editor) for row in readable} == {200}
    assert asker.status(replace(showing_out, at="relation_of_editor"), world, manager) == 204
    assert {asker.status(row, world, editor) for row in readable} == {404}
