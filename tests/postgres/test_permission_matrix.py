"""Every route is asked by everybody: for their own person, for another, and after they were shown out.

What they are answered has the fields that the API's document shows. And whoever is answered is noted in the person's
audit: without the note there is no answer, and no change either.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import APIRouter
from starlette.routing import Route, WebSocketRoute

from api.app import create_app
from api.routes.fixed_names import refuse
from api.settings import DatabaseSettings, Settings
from tests.postgres.asker import Ask, Asker, concerns_a_person
from tests.postgres.audit_table import NOTED, UNNOTED
from tests.postgres.care_world import CALLERS, RELATED, World, as_worker, make_world
from tests.postgres.conftest import Server
from tests.postgres.documented_answers import DocumentedAnswers
from tests.postgres.permission_table import TABLE, Row
from tests.postgres.running_api import UNHURRIED, Api
from tests.unit.api.test_settings import GOOD

API_SETTINGS = {**UNHURRIED, "SPEECH_BUCKET": "speech"}
# Who stands to the person in a way that counts now; the others are strangers to this person as to any other.
INSIDERS = ("self", *RELATED, "break_glass", "admin")
NO_NOTES = """
CREATE FUNCTION refuse_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no notes today'; END $$;
CREATE CONSTRAINT TRIGGER refuse_note AFTER INSERT ON audit_pending DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION refuse_note();
"""


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
    document = httpx.get(f"{api.url}/openapi.json", timeout=30).json()
    with closing(Asker(api, DocumentedAnswers(document))) as made:
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


def one_who_may(row: Row) -> str:
    """Return a caller who is answered."""
    return next(each for each in ("manager", "viewer", "admin", "break_glass") if each in row.allowed)


def noted_rows() -> list[Row]:
    """Return the routes that leave a note."""
    return [row for row in TABLE if row.route in NOTED]


def test_every_route_is_noted_or_says_why_not() -> None:
    assert sorted([*NOTED, *UNNOTED]) == sorted(row.route for row in TABLE)


async def test_whoever_is_answered_is_noted_with_what_they_did(worlds: Worlds, asker: Asker) -> None:
    found = {}
    for row in noted_rows():
        await worlds.renew()
        caller = one_who_may(row)
        assert asker.status(row, worlds.here, asker.token(worlds.here, caller)) < 300, row.route
        found[row.route] = await notes_of(worlds, caller, anybody=row.route == "POST /people")
    missing = {route: actions for route, actions in found.items() if NOTED[route] not in actions}
    assert not missing
    await worlds.renew()


async def test_without_its_note_nothing_is_answered_and_nothing_changed(worlds: Worlds, asker: Asker) -> None:
    await worlds.renew()
    await worlds.connection.execute(NO_NOTES)
    try:
        before = await kept_of(worlds)
        ask = [(row, asker.token(worlds.here, one_who_may(row))) for row in noted_rows()]
        answered = [row.route for row, token in ask if asker.status(row, worlds.here, token) < 500]
        assert not answered
        assert await kept_of(worlds) == before
    finally:
        await worlds.connection.execute("DROP FUNCTION refuse_note CASCADE")


async def test_a_board_that_is_not_there_leaves_no_note(worlds: Worlds, asker: Asker) -> None:
    await worlds.renew()
    without = replace(worlds.here, things={**worlds.here.things, "board": str(uuid4())})
    manager = asker.token(worlds.here, "manager")
    asked = [row for row in noted_rows() if row.route.startswith("GET") and "{board}" in row.route]
    assert {row.route: asker.status(row, without, manager) for row in asked} == {row.route: 404 for row in asked}
    assert await notes_of(worlds, "manager", anybody=True) == set()


async def notes_of(worlds: Worlds, caller: str, *, anybody: bool) -> set[str]:
    """Return what is noted of a caller about the person, or about anybody, chained already or not."""
    rows = await worlds.connection.fetch(
        """
        SELECT action FROM (
          SELECT account_id, person_id, action FROM audit UNION ALL
          SELECT account_id, person_id, action FROM audit_pending) noted
        WHERE account_id = $1 AND (person_id = $2 OR $3)
        """,
        worlds.here.accounts[caller],
        UUID(worlds.here.things["person"]),
        anybody,
    )
    return {row["action"] for row in rows}


async def kept_of(worlds: Worlds) -> dict[str, str | None]:
    """Return, by table, a digest of all that is kept about the person."""
    tables = await worlds.connection.fetch(
        """
        SELECT relname, attname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND attname IN ('person_id', 'user_id')
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition
        UNION ALL SELECT 'person', 'id'
        """
    )
    digest = "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} t WHERE {} = $1"
    person = UUID(worlds.here.things["person"])
    return {table: await worlds.connection.fetchval(digest.format(table, name), person) for table, name in tables}
