"""What the wall lets through, and what it holds: every table, every role, every operation, tried on a real row."""
# ruff: noqa: S608 - the tables are named by our own table of walls

import asyncio
import json
from dataclasses import dataclass

import asyncpg
import pytest

from api.db.pool import Context
from tests.postgres.care_world import World, as_worker, make_world
from tests.postgres.conftest import Server
from tests.postgres.row_security_table import NO_CONTEXT, ROLES, WALLS, WORKER, Wall


@dataclass(frozen=True)
class Walled:
    """A world, and of each table the place of the row that is about its person."""

    world: World
    places: dict[str, str]

    def context(self, role: str) -> Context:
        """Return the context in which a role asks."""
        if role == NO_CONTEXT:
            return Context()
        return Context.worker() if role == WORKER else Context(self.world.accounts[role])


async def walled(connection: asyncpg.Connection) -> Walled:
    """Make a world with a row in every table, past the wall."""
    await as_worker(connection)
    world = await make_world(connection)
    names = {**world.things, **{caller: str(account) for caller, account in world.accounts.items()}}
    whose = {
        "account": f"id = '{world.accounts['viewer']}'",
        "caregiver": f"account_id = '{world.accounts['viewer']}'",
        "care_relation": f"id = '{world.things['relation_of_viewer']}'",
        "organisation_admin": f"id = '{world.things['organisation_admin']}'",
        "contact_methods": f"id = '{world.things['contact_method']}'",
        "contact_code": f"account_id = '{world.accounts['viewer']}'",
        "break_glass_access": f"id = '{world.things['access']}'",
        "person": f"id = '{world.things['person']}'",
        "organisation": f"id = '{world.things['organisation']}'",
    }
    places = {}
    for each in WALLS:
        if each.row:
            place = await connection.fetchval(f"{each.row.format(**names)} RETURNING ctid::text")
        else:
            condition = whose.get(each.table) or await about(connection, each.table, world)
            place = await connection.fetchval(f"SELECT ctid::text FROM {each.table} WHERE {condition} LIMIT 1")
        assert place is not None, f"{each.table}: there is no row about the person; give its wall one"
        places[each.table] = place
    return Walled(world, places)


async def about(connection: asyncpg.Connection, table: str, world: World) -> str:
    """Return the condition that finds a table's row about the person, true where nothing is about anybody."""
    column = await connection.fetchval(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = $1::text::regclass AND attname IN ('person_id', 'user_id') AND NOT attisdropped
        """,
        table,
    )
    return "true" if column is None else f"{column} = '{world.things['person']}'"


@pytest.fixture(scope="module")
def rows(server: Server, database_name: str) -> Walled:
    """Return a world with a row in every table; nothing in this file is ever committed over it."""

    async def make() -> Walled:
        connection = await server.connect(database_name, as_owner=True)
        try:
            return await walled(connection)
        finally:
            await connection.close()

    return asyncio.run(make())


async def attempts(past_the_wall: asyncpg.Connection, wall: Wall, place: str) -> dict[str, tuple[str, list[str]]]:
    """Return a statement for each operation on a row, which changes nothing in it, and its arguments."""
    row = await past_the_wall.fetchval(
        f"SELECT to_jsonb(t)::text FROM {wall.table} t WHERE ctid = $1::text::tid", place
    )
    column = await past_the_wall.fetchval(
        """
        SELECT quote_ident(attname) FROM pg_attribute
        WHERE attrelid = $1::text::regclass AND attnum > 0 AND attidentity = ''
        ORDER BY has_column_privilege('alphawolf_app', attrelid, attnum, 'UPDATE') DESC, attnum LIMIT 1
        """,
        wall.table,
    )
    table, here = wall.table, "WHERE ctid = $1::text::tid"
    copied = (
        f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::{table}, $1::jsonb)"
    )
    return {
        "S": (f"SELECT FROM {table} {here}", [place]),
        "I": (copied, [json.dumps(json.loads(row))]),
        "U": (f"UPDATE {table} SET {column} = {column} {here}", [place]),
        "D": (f"DELETE FROM {table} {here}", [place]),
    }


async def let_through(connection: asyncpg.Connection, statement: str, arguments: list[str]) -> bool:
    """Tell whether a statement reaches the row. The wall is asked before any constraint is."""
    await connection.execute("SAVEPOINT before")
    try:
        status = await connection.execute(statement, *arguments)
    except asyncpg.InsufficientPrivilegeError:
        return False
    except asyncpg.IntegrityConstraintViolationError:
        return True
    finally:
        await connection.execute("ROLLBACK TO SAVEPOINT before")
    return not status.endswith(" 0")


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.table)
async def test_each_role_reaches_what_it_may_and_nothing_else(
    server: Server, database_name: str, rows: Walled, wall: Wall
) -> None:
    past_the_wall = await server.connect(database_name, as_owner=True)
    application = await server.connect(database_name)
    try:
        await as_worker(past_the_wall)
        tried = await attempts(past_the_wall, wall, rows.places[wall.table])
        found = {}
        for role in ROLES:
            await application.execute(rows.context(role).begin(read_only=False))
            reached = [letter for letter, (text, given) in tried.items() if await let_through(application, text, given)]
            found[role] = "".join(reached)
            await application.execute("ROLLBACK")
    finally:
        await past_the_wall.close()
        await application.close()
    assert found == {role: wall.expected(role) for role in ROLES}


async def test_every_table_of_the_schema_is_in_the_table_of_walls(owner: asyncpg.Connection) -> None:
    found = await owner.fetch(
        """
        SELECT relname, relrowsecurity AND relforcerowsecurity AS walled FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND NOT relispartition
        """
    )
    assert {row["relname"]: row["walled"] for row in found} == {wall.table: not wall.open_ for wall in WALLS}


async def test_no_partition_can_be_reached_past_its_table(owner: asyncpg.Connection) -> None:
    reachable = await owner.fetch(
        """
        SELECT relname FROM pg_class
        WHERE relispartition AND has_table_privilege('alphawolf_app', oid, 'SELECT, INSERT, UPDATE, DELETE')
        """
    )
    assert reachable == []


async def test_asking_for_ones_own_relations_never_lends_the_role(
    server: Server, database_name: str, rows: Walled
) -> None:
    application = await server.connect(database_name)
    mine = "SELECT person_id FROM care_relation WHERE account_id = current_account() AND valid_from <= now()"
    anybodys = "SELECT person_id FROM care_relation WHERE valid_from <= now()"
    try:
        await application.execute(rows.context("manager").begin(read_only=True))
        await application.execute("SET LOCAL enable_seqscan = off")  # as for a table of some size
        plans = [await application.fetch(f"EXPLAIN (ANALYZE, TIMING OFF) {query}") for query in (mine, anybodys)]
        await application.execute("ROLLBACK")
    finally:
        await application.close()
    lending = [[row[0] for row in plan if "Result" in row[0]] for plan in plans]
    assert lending[0], plans
    assert all("never executed" in line for line in lending[0]), [row[0] for row in plans[0]]
    assert not all("never executed" in line for line in lending[1])
