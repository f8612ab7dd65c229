"""A failover in the middle of a migration: the primary of a real pair is killed, and the run goes on at the other."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.db import migrate
from api.db.connect import connect
from api.db.migrator import ledger
from api.db.migrator.files import Migration
from api.settings import DatabaseSettings
from tests.postgres import migrating
from tests.postgres.running_pair import NAME, OWNER, PASSWORD, running_pair
from wolfctl.adapters.database_pair import DatabasePair

TABLE = Migration(1, "table", "CREATE TABLE t AS SELECT n AS id FROM generate_series(1, 1000) n")
HALF = Migration(2, "half", "CREATE TABLE half (id int); SELECT pg_sleep(4); CREATE TABLE other_half (id int)")
INDEX = Migration(3, "index", "-- wolf: transaction=false\nCREATE INDEX CONCURRENTLY slow ON t (id)")
SLEEPING = "SELECT true FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
BUILDING = "SELECT true FROM pg_index WHERE indexrelid = to_regclass('slow') AND NOT indisvalid"


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[DatabasePair]:
    """Start a primary and its synchronous standby."""
    async with running_pair(tmp_path) as made:
        yield made


async def fail_over(pair: DatabasePair) -> None:
    """Kill the primary and promote the standby."""
    roles = pair.roles()
    await roles.primary.fence()
    heir = roles.standby.connect()
    await heir.ask("SELECT pg_promote()")
    await heir.close()


async def test_a_run_goes_on_at_the_next_primary_and_nothing_is_half_done(pair: DatabasePair) -> None:
    hosts = tuple(("127.0.0.1", node.port) for node in (pair.a, pair.b))
    settings = DatabaseSettings(hosts, NAME, "disable", OWNER, PASSWORD)
    watcher = await connect(settings, application="watcher")
    running = asyncio.create_task(migrate.up(settings, {}, [TABLE, HALF]))
    await migrating.until(watcher, SLEEPING)
    killed = time.monotonic()
    await fail_over(pair)
    done = await running
    assert done["applied"] == ["0001_table", "0002_half"]
    assert time.monotonic() - killed < 60, "four seconds are its own"
    watcher.terminate()

    roles = pair.roles()
    await pair.join_standby(roles)
    watcher, user = [await connect(settings, application=name) for name in ("watcher", "a long report")]
    open_transaction = user.transaction()
    await open_transaction.start()
    await user.execute("INSERT INTO t VALUES (0)")
    running = asyncio.create_task(migrate.up(settings, {}, [TABLE, HALF, INDEX]))
    await migrating.until(watcher, BUILDING)
    killed = time.monotonic()
    await fail_over(pair)
    done = await running
    assert time.monotonic() - killed < 60
    assert done["applied"] == ["0003_index"]
    watcher.terminate()
    user.terminate()

    watcher = await connect(settings, application="watcher")
    assert await watcher.fetchval("SELECT indisvalid FROM pg_index WHERE indexrelid = 'slow'::regclass")
    assert await watcher.fetchval("SELECT to_regclass('half') IS NOT NULL AND to_regclass('other_half') IS NOT NULL")
    history = await ledger.entries(watcher)
    assert {version: entry.statements_done for version, entry in history.items()} == {1: None, 2: None, 3: None}
    await watcher.close()
