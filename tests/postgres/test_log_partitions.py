"""The months of the log: made ahead, dropped by policy, reached through their parent alone."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import asyncpg
import pytest

from api.db.idempotency import forget_old_answers
from api.db.log_partitions import drop_month, log_months, make_month
from api.db.logs import insert_events
from api.db.pool import Context, Database
from api.domain.partitions import month_after
from api.domain.usage import UsageEvent
from api.settings import DatabaseSettings
from tests.postgres.people import People, seeded
from workers.maintain_partitions import maintain
from workers.runtime import Container

NOW = datetime.now(UTC)
THIS = date(NOW.year, NOW.month, 1)


@pytest.fixture
async def people(database: Database) -> People:
    return await seeded(database)


@pytest.fixture
def container(settings: DatabaseSettings) -> Iterator[Container]:
    host, port = settings.hosts[0]
    variables = {
        "DATABASE_HOSTS": f"{host}:{port}",
        "DATABASE_NAME": settings.name,
        "DATABASE_SSLMODE": "disable",
        "LOG_RETENTION_MONTHS": "6",
    }
    made = Container(variables, lambda _: json.dumps({"username": settings.user, "password": settings.password}))
    yield made
    made.close()


async def say(database: Database, people: People, name: str = "Sam") -> None:
    event = UsageEvent(uuid4(), NOW, "button", ("water",))
    async with database.transaction(Context(people.accounts[name])) as connection:
        assert await insert_events(connection, people.persons[name], people.accounts[name], [event]) == 1


async def test_a_migrated_database_has_this_month_and_its_neighbours(database: Database) -> None:
    async with database.transaction(Context.worker()) as connection:
        assert await log_months(connection) == [month_after(THIS, n) for n in range(-3, 4)]


def test_the_job_makes_what_is_missing_and_drops_what_was_kept_long_enough(container: Container) -> None:
    async def months() -> list[date]:
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            return await log_months(connection)

    async def make_an_old_month() -> None:
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            await make_month(connection, month_after(THIS, -7))
            await make_month(connection, month_after(THIS, -6))

    container.run(make_an_old_month())
    first = container.run(maintain(container, NOW))
    assert (first.make, first.drop) == ((), (month_after(THIS, -7),))
    in_a_month = datetime.combine(month_after(THIS, 1), NOW.time(), UTC)
    second = container.run(maintain(container, in_a_month))
    assert (second.make, second.drop) == ((month_after(THIS, 4),), (month_after(THIS, -6),))
    assert container.run(maintain(container, in_a_month)).make == ()
    assert container.run(months()) == [month_after(THIS, n) for n in range(-3, 5)]


@pytest.mark.usefixtures("people")
def test_the_job_forgets_answers_that_nobody_will_ask_for_again(container: Container) -> None:
    async def kept(*, age: str | None = None) -> list[str]:
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            if age is not None:
                await connection.execute(
                    """
                    INSERT INTO idempotency (account_id, key, request_hash, created_at)
                    SELECT id, $1, '', now() - $1::text::interval FROM account ORDER BY id LIMIT 1
                    """,
                    age,
                )
            rows = await connection.fetch("SELECT key FROM idempotency ORDER BY created_at DESC")
        return [row["key"] for row in rows]

    container.run(kept(age="29 days"))
    assert container.run(kept(age="31 days")) == ["29 days", "31 days"]
    container.run(maintain(container, NOW))
    assert container.run(kept()) == ["29 days"]


async def test_nobody_but_the_job_forgets_answers(database: Database, people: People) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context(people.accounts["Sam"])) as connection:
            await forget_old_answers(connection)


async def test_nobody_but_the_job_makes_or_drops_months(database: Database, people: People) -> None:
    for change in (make_month, drop_month):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(Context(people.accounts["Sam"])) as connection:
                await change(connection, month_after(THIS, -9))


@pytest.mark.parametrize("months", [0, -2, 2])
async def test_not_even_the_job_drops_what_is_still_in_use(database: Database, months: int) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context.worker()) as connection:
            await drop_month(connection, month_after(THIS, months))


async def test_a_log_is_seen_by_its_own_people_alone(database: Database, people: People) -> None:
    await say(database, people)
    seen = {}
    for name in ("Sam", "Ana", "Rosa", "Luz"):
        async with database.transaction(Context(people.accounts[name]), read_only=True) as connection:
            seen[name] = await connection.fetchval(
                "SELECT count(*) > 0 FROM logs WHERE user_id = $1", people.persons["Sam"]
            )
    assert seen == {"Sam": True, "Ana": True, "Rosa": False, "Luz": False}
    async with database.transaction(Context()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM logs") == 0


async def test_nothing_is_logged_about_other_peoples_people(database: Database, people: People) -> None:
    event = UsageEvent(uuid4(), NOW, "button", ("water",))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(Context(people.accounts["Luz"])) as connection:
            await insert_events(connection, people.persons["Sam"], people.accounts["Luz"], [event])


async def test_a_partition_is_reached_through_its_parent_alone(
    database: Database, owner: asyncpg.Connection, people: People
) -> None:
    await say(database, people)
    partition = f"logs_{THIS:%Y_%m}"
    for context in (Context(people.accounts["Sam"]), Context.worker()):
        for statement in (f"SELECT 1 FROM {partition}", f"DELETE FROM {partition}"):  # noqa: S608 - a name of ours
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with database.transaction(context) as connection:
                    await connection.execute(statement)
    forced = await owner.fetch(
        """
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'logs'::regclass AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        """
    )
    assert forced == []
    assert await owner.fetchval(f"SELECT count(*) FROM {partition}") == 0  # noqa: S608 - as above


async def test_a_log_is_not_rewritten(database: Database) -> None:
    for statement in ("UPDATE logs SET event = 'action'", "DELETE FROM logs", "TRUNCATE logs"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction(Context.worker()) as connection:
                await connection.execute(statement)
