"""The pool lends each connection to one at a time, waits for nobody for ever, and loses no place."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from api.db.connect import connect
from api.db.connection_pool import LOOK_S, ConnectionPool
from api.settings import DatabaseSettings

SIZE = 2
BACKENDS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'counted'"


@asynccontextmanager
async def opened(
    settings: DatabaseSettings, size: int = SIZE, silence_s: float = 5.0, name: str = "pool"
) -> AsyncIterator[ConnectionPool]:
    """Open a pool over the server, and close it."""

    async def made() -> asyncpg.Connection:
        return await connect(settings, application=name, command_timeout=None)

    pool = ConnectionPool(made, size, silence_s=silence_s)
    try:
        yield pool
    finally:
        async with asyncio.timeout(5):
            await pool.close()


async def one(pool: ConnectionPool) -> int:
    """Ask for one."""
    lent = await pool.acquire(5)
    try:
        found: int = await lent.fetchval("SELECT 1")
        return found
    except asyncio.CancelledError:
        lent.cut()
        raise
    finally:
        pool.release(lent)


async def until_backends(owner: asyncpg.Connection, most: int) -> None:
    """Wait until the server has no more connections of this name than this: it notices an end a moment later."""
    for _ in range(200):
        found = await owner.fetchval(BACKENDS)
        if found <= most:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{found} connections, not {most}")


async def test_no_more_connections_are_made_than_there_are_places(
    settings: DatabaseSettings, owner: asyncpg.Connection
) -> None:
    async with opened(settings, name="counted") as pool:
        assert await asyncio.gather(*(one(pool) for _ in range(20))) == [1] * 20
        await until_backends(owner, SIZE)


async def test_an_answer_that_does_not_come_is_not_waited_for(settings: DatabaseSettings) -> None:
    async with opened(settings, silence_s=0.2) as pool:
        lent = await pool.acquire(1)
        began = time.monotonic()
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await lent.execute("SELECT pg_sleep(30)")
        assert 0.2 <= time.monotonic() - began < 0.2 + LOOK_S + 1
        pool.release(lent)
        assert await one(pool) == 1


async def test_time_between_questions_is_no_silence(settings: DatabaseSettings) -> None:
    async with opened(settings, silence_s=0.1) as pool:
        lent = await pool.acquire(1)
        await lent.execute("BEGIN")
        await asyncio.sleep(LOOK_S * 2)
        assert await lent.fetchval("SELECT 1") == 1
        pool.release(lent)


async def test_patience_for_a_place_has_an_end(settings: DatabaseSettings) -> None:
    async with opened(settings) as pool:
        held = [await pool.acquire(1) for _ in range(SIZE)]
        with pytest.raises(TimeoutError):
            await pool.acquire(0.1)
        for lent in held:
            pool.release(lent)
        assert await one(pool) == 1


async def test_what_was_given_back_asks_nothing_more(settings: DatabaseSettings) -> None:
    async with opened(settings) as pool:
        lent = await pool.acquire(1)
        pool.release(lent)
        with pytest.raises(asyncpg.InterfaceError, match="given back"):
            await lent.fetchval("SELECT 1")
        with pytest.raises(asyncpg.InterfaceError, match="given back"):
            pool.release(lent)


async def test_expired_connections_are_made_anew(settings: DatabaseSettings) -> None:
    async with opened(settings, size=1) as pool:
        lent = await pool.acquire(1)
        first = await lent.fetchval("SELECT pg_backend_pid()")
        pool.expire()
        assert await lent.fetchval("SELECT pg_backend_pid()") == first
        pool.release(lent)
        lent = await pool.acquire(1)
        assert await lent.fetchval("SELECT pg_backend_pid()") != first
        pool.release(lent)


async def test_a_connection_that_cannot_be_made_keeps_no_place() -> None:
    async def refused() -> asyncpg.Connection:
        await asyncio.sleep(0.01)
        raise ConnectionRefusedError

    pool = ConnectionPool(refused, SIZE)
    tried = await asyncio.gather(*(pool.acquire(1) for _ in range(SIZE * 5)), return_exceptions=True)
    assert {type(error) for error in tried} == {ConnectionRefusedError}
    async with asyncio.timeout(1):
        await pool.close()


async def test_whoever_gives_up_at_any_moment_leaves_the_place_to_the_next(
    settings: DatabaseSettings, owner: asyncpg.Connection
) -> None:
    moments = random.Random(4)  # noqa: S311 - when to give up, the same each time

    async def give_up(pool: ConnectionPool) -> None:
        task = asyncio.create_task(one(pool))
        await asyncio.sleep(moments.random() * 0.02)
        if moments.random() < 0.1:
            pool.expire()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async with opened(settings, name="counted") as pool:
        for _ in range(5):
            await asyncio.gather(*(give_up(pool) for _ in range(30)))
        assert await asyncio.gather(*(one(pool) for _ in range(20))) == [1] * 20
        await until_backends(owner, SIZE)
    await until_backends(owner, 0)


async def test_closing_waits_for_what_is_lent_and_lends_no_more(settings: DatabaseSettings) -> None:
    async with opened(settings) as pool:
        lent = await pool.acquire(1)
        closing = asyncio.create_task(pool.close())
        await asyncio.sleep(0.05)
        assert not closing.done()
        with pytest.raises(asyncpg.InterfaceError, match="closing"):
            await pool.acquire(1)
        assert await lent.fetchval("SELECT 1") == 1
        pool.release(lent)
        await closing
