"""Killed, cut off, failed over in the middle: afterwards the history says what is there, and the next run ends it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import asyncpg
import pytest

from api.db import migrate
from api.db.connect import connect
from api.db.migrator import ledger, sessions
from api.db.migrator.files import Migration, MigrationError
from api.db.migrator.turns import Patience
from api.settings import DatabaseSettings
from tests.postgres import migrating
from tests.postgres.test_failover import wire_to

TABLE = Migration(1, "table", "CREATE TABLE t AS SELECT n AS id FROM generate_series(1, 1000) n")
HALF = Migration(2, "half", "CREATE TABLE half (id int); SELECT pg_sleep(1.5); CREATE TABLE other_half (id int)")
INDEX = Migration(
    3,
    "index",
    "-- wolf: transaction=false\nCREATE INDEX CONCURRENTLY first ON t (id);\n"
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS second ON t (id)",
)
FILES = [TABLE, HALF, INDEX]
SLEEPING = "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
BUILDING_SECOND = "SELECT true FROM pg_index WHERE indexrelid = to_regclass('second') AND NOT indisvalid"


@pytest.fixture
async def settings(make_database: Callable[[], Awaitable[DatabaseSettings]]) -> DatabaseSettings:
    """Make an empty database."""
    return await make_database()


@pytest.fixture
async def watcher(settings: DatabaseSettings) -> AsyncIterator[asyncpg.Connection]:
    """Look on from outside."""
    connection = await connect(settings, application="watcher")
    yield connection
    await connection.close()


async def state(watcher: asyncpg.Connection) -> dict[str, bool]:
    """Return which of the things that the files make are there and may be used."""
    rows = await watcher.fetch(
        """
        SELECT relname, coalesce(indisvalid, true) AS valid FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
        WHERE relname = ANY ('{half, other_half, first, second}')
        """
    )
    return {row["relname"]: row["valid"] for row in rows}


async def test_a_runner_killed_in_a_transaction_leaves_nothing_and_the_next_waits_until_the_server_knows(
    settings: DatabaseSettings, watcher: asyncpg.Connection
) -> None:
    killed = migrating.start(settings, TABLE, replace(HALF, sql=HALF.sql.replace("1.5", "600")))
    await killed.kill_at(watcher, SLEEPING)
    assert await state(watcher) == {}
    applied, said = await migrating.start(settings, *FILES).result()
    assert applied == ["0002_half", "0003_index"]
    assert "waiting for another migration: alphawolf-migrate up" in said
    assert await state(watcher) == dict.fromkeys(("half", "other_half", "first", "second"), True)


async def test_a_runner_killed_while_an_index_is_built_is_followed_by_one_that_builds_it_again(
    settings: DatabaseSettings, watcher: asyncpg.Connection
) -> None:
    user = await connect(settings, application="a long report")
    index = replace(INDEX, sql=INDEX.sql.replace("ON t (id);", "ON t (id); SELECT pg_sleep(1);"))
    killed = migrating.start(settings, TABLE, index)
    await migrating.until(watcher, SLEEPING)
    transaction = user.transaction()
    await transaction.start()
    await user.execute("INSERT INTO t VALUES (0)")
    await killed.kill_at(watcher, BUILDING_SECOND)
    await migrating.until(watcher, "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')")
    await transaction.rollback()
    await user.close()
    assert await state(watcher) == {"first": True, "second": False}
    assert (await ledger.entries(watcher))[3].statements_done == 2
    applied, said = await migrating.start(settings, TABLE, index).result()
    assert applied == ["0003_index"]
    assert "dropped what was left of second" in said
    assert await state(watcher) == {"first": True, "second": True}


async def test_a_connection_cut_in_the_middle_is_made_again_and_the_run_goes_on(
    settings: DatabaseSettings, watcher: asyncpg.Connection
) -> None:
    async with wire_to(settings) as wire:
        cut_off = replace(settings, hosts=(("127.0.0.1", wire.port),))
        running = asyncio.create_task(migrate.up(cut_off, {}, FILES, patience=Patience(turn_s=30)))
        await migrating.until(watcher, SLEEPING)
        wire.cut()
        done = await running
    assert done["applied"] == ["0001_table", "0002_half", "0003_index"]
    assert await state(watcher) == dict.fromkeys(("half", "other_half", "first", "second"), True)


async def test_two_runners_at_once_do_the_work_of_one(settings: DatabaseSettings) -> None:
    both = [migrating.start(settings, *FILES) for _ in range(2)]
    told = [await one.result() for one in both]
    assert sorted(len(applied) for applied, _ in told) == [0, 3]
    assert sum("waiting for another migration" in said for _, said in told) == 1


async def test_a_pooler_is_refused(settings: DatabaseSettings) -> None:
    """A pooler answers with a number of its own where the server names the process that serves the client."""

    async def pooled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward_reader, onward_writer = await asyncio.open_connection(*settings.hosts[0])

        async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, names: bool) -> None:
            while data := await source.read(65536):
                at = data.find(b"K\x00\x00\x00\x0c") if names else -1
                sink.write(data if at < 0 else data[: at + 5] + b"\x00\x00\x00\x07" + data[at + 9 :])
            sink.close()

        await asyncio.gather(carry(reader, onward_writer, names=False), carry(onward_reader, writer, names=True))

    listener = await asyncio.start_server(pooled, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    with pytest.raises(MigrationError, match="through a pooler") as refused:
        await sessions.migrating(replace(settings, hosts=(("127.0.0.1", port),)), "up")
    assert "not RDS Proxy" in refused.value.hint
    listener.close()
    await asyncio.sleep(0.05)
