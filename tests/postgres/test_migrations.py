"""Migrations run in order, once, one migrator at a time, and tell when history was changed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from api.db import migrate
from api.db.connect import connect
from api.db.migrate import Migration, MigrationError
from api.settings import DatabaseSettings
from tests.postgres.running_api import environment, run_module

MakeDatabase = Callable[[], Awaitable[DatabaseSettings]]


async def test_the_command_brings_an_empty_database_up_and_says_so(make_database: MakeDatabase) -> None:
    settings = await make_database()
    variables = {
        **environment(settings),
        "APP_DATABASE_USER": "alphawolf_fresh",
        "APP_DATABASE_PASSWORD": "correct-horse",
    }

    def run(*arguments: str) -> dict[str, Any]:
        done = run_module("api.db.migrate", *arguments, "--json", variables=variables)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    names = [migrate.label(file) for file in migrate.migrations()]
    assert run("status") == {"verb": "status", "applied": [], "pending": names}
    assert run("up") == {"verb": "up", "applied": names, "pending": []}
    assert run("up") == {"verb": "up", "applied": [], "pending": []}
    assert run("status") == {"verb": "status", "applied": names, "pending": []}
    as_application = DatabaseSettings(settings.hosts, settings.name, "disable", "alphawolf_fresh", "correct-horse")
    connection = await connect(as_application, application="tests")
    assert await connection.fetchval("SELECT count(*) FROM symbol") == 0
    await connection.close()


def test_a_database_out_of_reach_is_one_clear_line() -> None:
    settings = DatabaseSettings((("127.0.0.1", 1),), "none", "disable", "nobody", "secret-password")
    done = run_module("api.db.migrate", "up", variables=environment(settings))
    assert done.returncode == 1
    assert done.stderr == "migrate: no database host takes writes\n"
    missing = run_module("api.db.migrate", "up", variables={})
    assert missing.stderr.startswith("migrate: Missing environment variables: DATABASE_HOSTS, DATABASE_NAME")


async def test_migrators_that_start_together_take_turns(make_database: MakeDatabase) -> None:
    settings = await make_database()
    connections = [await connect(settings, application="tests") for _ in range(4)]
    results = await asyncio.gather(*(migrate.up(each, migrate.migrations()) for each in connections))
    for connection in connections:
        await connection.close()
    assert sorted(len(ran) for ran in results) == [0, 0, 0, len(migrate.migrations())]


@pytest.fixture
async def empty(make_database: MakeDatabase) -> asyncpg.Connection:
    """Connect to an empty database."""
    return await connect(await make_database(), application="tests")


async def test_a_file_that_fails_leaves_nothing_behind(empty: asyncpg.Connection) -> None:
    good = Migration(1, "good", "CREATE TABLE kept (id int)")
    bad = Migration(2, "bad", "CREATE TABLE lost (id int); SELECT 1 / 0;")
    with pytest.raises(MigrationError, match="0002_bad: 22012"):
        await migrate.up(empty, [good, bad])
    assert await empty.fetchval("SELECT to_regclass('kept') IS NOT NULL AND to_regclass('lost') IS NULL")
    assert await migrate.up(empty, [good, Migration(2, "bad", "SELECT 1")]) == ["0002_bad"]
    await empty.close()


async def test_statements_outside_a_transaction_run_one_by_one_and_again_after_a_failure(
    empty: asyncpg.Connection,
) -> None:
    table = Migration(1, "table", "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)")
    text = (
        "-- wolf: transaction=false\n"
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS plain ON t (id);\n"
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS single ON t (id);"
    )
    with pytest.raises(MigrationError, match="0002_indexes: 23505"):
        await migrate.up(empty, [table, Migration(2, "indexes", text)])
    assert await empty.fetchval("SELECT to_regclass('plain') IS NOT NULL")
    assert await migrate.applied_versions(empty) == {1: table.checksum}
    await empty.execute("DELETE FROM t; DROP INDEX single")
    assert await migrate.up(empty, [table, Migration(2, "indexes", text)]) == ["0002_indexes"]
    await empty.close()


async def test_a_table_in_use_is_not_waited_for_behind_a_queue(make_database: MakeDatabase) -> None:
    settings = await make_database()
    migrator, user = [await connect(settings, application="tests") for _ in range(2)]
    first = Migration(1, "table", "CREATE TABLE busy (id int)")
    await migrate.up(migrator, [first])
    async with user.transaction():
        await user.execute("LOCK TABLE busy")
        with pytest.raises(MigrationError, match="in use"):
            await migrate.up(
                migrator, [first, Migration(2, "alter", "SET LOCAL lock_timeout = '100ms'; ALTER TABLE busy ADD x int")]
            )
    await migrator.close()
    await user.close()
