"""The database itself keeps one account from another's people, whatever a query forgets to say."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from api.db.pool import Connection, Context, Database
from api.domain.alerts import Severity
from api.operations.raise_alert import PressRequest, raise_alert
from api.settings import DatabaseSettings
from tests.postgres.people import People, seeded
from tests.postgres.row_security_table import WALLS

PROTECTED = [wall.table for wall in WALLS if not wall.open_]


@pytest.fixture
async def people(database: Database) -> People:
    """Seed the people and let Sam press once."""
    people = await seeded(database)
    await press(database, people, "Sam")
    return people


async def press(database: Database, people: People, name: str, sentence: str = "Help.") -> dict[str, str]:
    """Press for somebody, as themselves."""
    request = PressRequest(uuid4().hex, people.persons[name], Severity.URGENT, sentence, (), None, None)
    async with database.transaction(Context(people.accounts[name])) as connection:
        answer = await raise_alert(connection, people.accounts[name], request, now=datetime.now(UTC), new_id=uuid4)
    found: dict[str, str] = json.loads(answer)
    return found


async def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows of each protected table are seen, with no condition at all."""
    query = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) FROM {table}" for table in PROTECTED)  # noqa: S608
    return {row["name"]: row["count"] for row in await connection.fetch(query)}


async def test_the_application_owns_nothing_and_bypasses_nothing(database: Database) -> None:
    async with database.transaction(Context()) as connection:
        row = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        owned = await connection.fetchval("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
    assert row is not None
    assert not any(row.values())
    assert owned == 0


async def test_without_a_context_there_is_nothing(database: Database, people: People) -> None:
    async with database.transaction(Context()) as connection:
        assert set((await counts(connection)).values()) == {0}


async def test_a_connection_that_sets_no_context_sees_nothing(settings: DatabaseSettings, people: People) -> None:
    connection = await asyncpg.connect(
        host=settings.hosts[0][0],
        port=settings.hosts[0][1],
        user=settings.user,
        password=settings.password,
        database=settings.name,
    )
    try:
        assert set((await counts(connection)).values()) == {0}
    finally:
        await connection.close()


async def test_even_the_owner_of_the_tables_sees_nothing_without_one(owner: asyncpg.Connection, people: People) -> None:
    assert set((await counts(owner)).values()) == {0}


async def test_an_account_sees_its_own_people_alone(database: Database, people: People) -> None:
    async with database.transaction(Context(people.accounts["Luz"])) as connection:
        names = [row["name"] for row in await connection.fetch("SELECT name FROM person")]
        alerts = await connection.fetchval("SELECT count(*) FROM alerts")
        others = await connection.fetchval(
            "SELECT count(*) FROM care_relation WHERE person_id <> $1", people.persons["Rosa"]
        )
    assert names == ["Rosa"]
    assert (alerts, others) == (0, 0)


async def test_one_connection_serving_two_accounts_in_turn_never_mixes_them(
    settings: DatabaseSettings, database: Database
) -> None:
    people = await seeded(database)
    single = Database(settings, application="tests", size=1)
    await single.open()

    async def seen(name: str) -> list[str]:
        async with single.transaction(Context(people.accounts[name]), read_only=True) as connection:
            await asyncio.sleep(0)
            return [row["name"] for row in await connection.fetch("SELECT name FROM person ORDER BY name")]

    try:
        cut_off = asyncio.create_task(seen("Ana"))
        await asyncio.sleep(0.01)
        cut_off.cancel()
        await asyncio.gather(cut_off, return_exceptions=True)
        found = await asyncio.gather(*(seen(name) for name in ["Sam", "Rosa", "Ana", "Luz"] * 5))
        async with single.transaction(Context(), read_only=True) as connection:
            assert await connection.fetchval("SELECT count(*) FROM person") == 0
    finally:
        await single.close()
    assert found == [["Sam"], ["Rosa"], ["Sam"], ["Rosa"]] * 5


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO tasks (user_id, title, starts_at) SELECT $1, 'x', now()",
        "INSERT INTO symbol_configs (user_id, version, board) SELECT $1, 99, '{}'",
        "INSERT INTO boards (user_id, id) SELECT $1, gen_random_uuid()",
        "INSERT INTO board_media (user_id, sha256, content) SELECT $1, sha256(''), ''",
        "INSERT INTO board_locks (user_id, salt, pin_hash, locked_by) SELECT $1, '', '', current_account()",
        """
        INSERT INTO board_sets (user_id, id, root_id, fingerprint, package, report)
        SELECT $1, gen_random_uuid(), gen_random_uuid(), '', '{}', '[]'
        """,
        "INSERT INTO task_templates (id, account_id, title, body) SELECT gen_random_uuid(), $1, 'x', '{}'",
        """
        INSERT INTO task_events (task_id, id, user_id, occurrence_at, event, at)
        SELECT gen_random_uuid(), gen_random_uuid(), $1, now(), 'done', now()
        """,
        "INSERT INTO care_relation (account_id, person_id, role) SELECT current_account(), $1, 'manager'",
        """
        INSERT INTO inbox (recipient, seq, person_id, alert_id, outbox_id, kind, body, at)
        SELECT current_account(), 1, $1, gen_random_uuid(), 1, 'x', '{}', now()
        """,
    ],
)
async def test_nothing_is_written_about_other_peoples_people(
    database: Database, people: People, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context(people.accounts["Luz"])) as connection:
            await connection.execute(statement, people.persons["Sam"])


@pytest.mark.parametrize(
    "table",
    ["alert_events", "alert_presses", "symbol_configs", "board_sets", "board_media", "task_events", "dead_letters"],
)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
async def test_history_is_not_rewritten(database: Database, people: People, table: str, verb: str) -> None:
    column = {
        "alert_events": "event",
        "board_media": "content",
        "board_sets": "package",
        "task_events": "event",
        "dead_letters": "receives",
        "symbol_configs": "version",
    }.get(table, "severity")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context.worker()) as connection:
            await connection.execute(verb.format(table, column, column))


async def test_the_circle_of_a_stranger_is_empty_and_leaves_no_rights_behind(
    database: Database, people: People
) -> None:
    async with database.transaction(Context(people.accounts["Luz"])) as connection:
        assert await connection.fetch("SELECT * FROM care_circle($1)", people.persons["Sam"]) == []
        assert await connection.fetchval("SELECT is_worker()") is False
    async with database.transaction(Context(people.accounts["Sam"]), read_only=True) as connection:
        circle = await connection.fetch("SELECT role FROM care_circle($1) ORDER BY role", people.persons["Sam"])
        assert [row["role"] for row in circle] == ["manager", "manager", "self"]
        assert await connection.fetchval("SELECT is_worker()") is False
