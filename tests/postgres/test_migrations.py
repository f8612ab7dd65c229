"""Migrations run in order, once, one migrator at a time, and tell when history was changed."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from api.db.connect import connect
from api.db.migrator import ledger
from api.db.migrator.files import Migration, MigrationError, migrations
from api.db.migrator.runner import Run
from api.db.migrator.sessions import migrating
from api.db.migrator.turns import Patience, our_turn
from api.settings import DatabaseSettings
from tests.postgres.running_api import environment, run_module

MakeDatabase = Callable[[], Awaitable[DatabaseSettings]]


async def up(connection: asyncpg.Connection, files: list[Migration]) -> list[str]:
    """Run what is pending and return what ran."""
    run = Run()
    await run.up(connection, files)
    return run.applied


async def test_the_command_brings_an_empty_database_up_and_says_so(make_database: MakeDatabase) -> None:
    settings = await make_database()
    variables = {
        **environment(settings),
        "APP_DATABASE_USER": "alphawolf_fresh",
        "APP_DATABASE_PASSWORD": "correct-horse",
    }

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        done = run_module("api.db.migrate", *arguments, "--json", variables=variables)
        return done.returncode, json.loads(done.stdout)

    names = [file.label for file in migrations()]
    code, before = run("status")
    assert (code, before["applied"], before["pending"]) == (2, [], names)
    code, part = run("up", "--to", "6")
    assert (code, part["applied"], part["pending"]) == (2, names[:6], names[6:])
    code, planned = run("plan")
    assert (code, planned["pending"]) == (2, names[6:])
    assert {"table": "tasks", "lock": "ACCESS EXCLUSIVE", "waits": "readers and writers"}.items() <= next(
        table for file in planned["files"] for table in file["tables"] if table["table"] == "tasks"
    ).items()
    assert run("up") == (0, {"verb": "up", "applied": names[6:], "pending": [], "held": {}, "notes": part["notes"]})
    code, again = run("up")
    assert (code, again["applied"]) == (0, [])
    code, after = run("status")
    assert (code, after["applied"], after["pending"], after["problems"]) == (0, names, [], [])
    assert run("plan")[0] == 0
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
    table = Migration(1, "table", "CREATE TABLE t (id int)")
    index = Migration(2, "index", "-- wolf: transaction=false\nCREATE INDEX CONCURRENTLY t_id ON t (id)")
    results = await asyncio.gather(*(up(each, [table, index]) for each in connections))
    for connection in connections:
        await connection.close()
    assert sorted(len(ran) for ran in results) == [0, 0, 0, 2]


async def test_whoever_waits_is_told_for_whom_and_for_how_long_at_most(make_database: MakeDatabase) -> None:
    settings = await make_database()
    first, second = await migrating(settings, "up"), await migrating(settings, "up")
    said: list[str] = []
    async with our_turn(first, Patience(), said.append):
        with pytest.raises(MigrationError, match="Another migration is at work: alphawolf-migrate up") as refused:
            async with our_turn(second, Patience(turn_s=0.2), said.append):
                pass
    assert [line.split(" (")[0][:49] for line in said] == ["waiting for another migration: alphawolf-migrate u"[:49]]
    assert "let go of" in refused.value.hint
    await first.close()
    await second.close()


@pytest.fixture
async def empty(make_database: MakeDatabase) -> AsyncIterator[asyncpg.Connection]:
    """Connect to an empty database."""
    connection = await connect(await make_database(), application="tests")
    yield connection
    await connection.close()


async def test_a_file_that_fails_leaves_nothing_behind(empty: asyncpg.Connection) -> None:
    good = Migration(1, "good", "CREATE TABLE kept (id int)")
    bad = Migration(2, "bad", "CREATE TABLE lost (id int);\nSELECT 1 / 0;")
    with pytest.raises(MigrationError, match="0002_bad: 22012 division by zero"):
        await up(empty, [good, bad])
    with pytest.raises(MigrationError, match=r'0002_bad: 42601 syntax error at or near "SELEC" \(line 2\)'):
        await up(empty, [good, Migration(2, "bad", "CREATE TABLE lost (id int);\nSELEC 1;")])
    assert await empty.fetchval("SELECT to_regclass('kept') IS NOT NULL AND to_regclass('lost') IS NULL")
    assert await up(empty, [good, Migration(2, "bad", "SELECT 1")]) == ["0002_bad"]


TABLE = Migration(1, "table", "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)")
INDEXES = Migration(
    2,
    "indexes",
    "-- wolf: transaction=false\n"
    "CREATE INDEX CONCURRENTLY plain ON t (id);\n"
    "CREATE UNIQUE INDEX CONCURRENTLY single ON t (id);",
)


async def test_statements_outside_a_transaction_go_on_after_a_failure_with_the_one_that_failed(
    empty: asyncpg.Connection,
) -> None:
    with pytest.raises(MigrationError, match="0002_indexes: 23505"):
        await up(empty, [TABLE, INDEXES])
    assert await empty.fetchval("SELECT to_regclass('plain') IS NOT NULL AND to_regclass('single') IS NULL")
    assert (await ledger.entries(empty))[2].statements_done == 1
    await empty.execute("DELETE FROM t")
    assert await up(empty, [TABLE, INDEXES]) == ["0002_indexes"]
    assert await empty.fetchval("SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = 't'::regclass")
    assert (await ledger.entries(empty))[2].statements_done is None


async def test_an_invalid_index_is_not_taken_for_a_real_one(empty: asyncpg.Connection) -> None:
    await up(empty, [TABLE])
    with pytest.raises(asyncpg.UniqueViolationError):
        await empty.execute("CREATE UNIQUE INDEX CONCURRENTLY single ON t (id)")
    assert await empty.fetchval("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = 'single'::regclass")
    await empty.execute("DELETE FROM t")
    text = "-- wolf: transaction=false\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS single ON t (id)"
    said: list[str] = []
    await Run(say=said.append).up(empty, [TABLE, Migration(2, "single", text)])
    assert await empty.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = 'single'::regclass")
    assert "0002_single: dropped what was left of single, to build it again" in said


BUSY = Migration(1, "table", "CREATE TABLE busy (id int)")
ALTER = Migration(2, "alter", "-- wolf: lock_timeout=50ms\nALTER TABLE busy ADD x int")


async def test_a_table_in_use_is_asked_for_again_and_again_and_nobody_queues_behind(
    make_database: MakeDatabase,
) -> None:
    settings = await make_database()
    migrator, user = [await connect(settings, application="tests") for _ in range(2)]
    said: list[str] = []
    await up(migrator, [BUSY])
    transaction = user.transaction()
    await transaction.start()
    await user.execute("LOCK TABLE busy")
    hasty = Patience(tables_s=1.0, first_pause_s=0.02)
    with pytest.raises(MigrationError, match="0002_alter: 55P03 a table is in use, for longer than 1 s"):
        await Run(hasty, said.append).up(migrator, [BUSY, ALTER])
    assert len(said) >= 2
    waiting = asyncio.create_task(up(migrator, [BUSY, ALTER]))
    await asyncio.sleep(0.3)
    await transaction.rollback()
    assert await waiting == ["0002_alter"]
    await migrator.close()
    await user.close()


async def test_nothing_else_is_tried_again(empty: asyncpg.Connection) -> None:
    await empty.execute("CREATE SEQUENCE tries")
    raising = "DO $$ BEGIN PERFORM nextval('tries'); RAISE SQLSTATE '40P01' USING MESSAGE = 'deadlock'; END $$"
    with pytest.raises(MigrationError, match="0001_raising: 40P01 deadlock"):
        await up(empty, [Migration(1, "raising", raising)])
    assert await empty.fetchval("SELECT last_value FROM tries") == 1
    slow = Migration(1, "slow", "-- wolf: statement_timeout=20ms\nSELECT pg_sleep(5)")
    with pytest.raises(MigrationError, match="0001_slow: 57014"):
        await up(empty, [slow])


async def test_who_keeps_a_migration_waiting_is_said_without_their_query(make_database: MakeDatabase) -> None:
    settings = await make_database()
    migrator = await migrating(settings, "up")
    user = await connect(settings, application="some report")
    said: list[str] = []
    heard = asyncio.Event()

    def say(text: str) -> None:
        said.append(text)
        heard.set()

    await up(migrator, [BUSY])
    transaction = user.transaction()
    await transaction.start()
    await user.execute("LOCK TABLE busy")
    patient = Migration(2, "alter", "-- wolf: lock_timeout=30s\nALTER TABLE busy ADD x int")
    run = Run(Patience(), say, lambda: migrating(settings, "watch"))
    working = asyncio.create_task(run.up(migrator, [BUSY, patient]))
    await asyncio.wait_for(heard.wait(), 10)
    assert said[0].startswith("waiting for some report (pid ")
    await transaction.rollback()
    await working
    assert run.applied == ["0002_alter"]
    await migrator.close()
    await user.close()
