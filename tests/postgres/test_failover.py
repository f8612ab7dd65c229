"""What the pool does when hosts change places; the whole pair is killed for real in the tests of the environment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import pytest

from api.db.connect import DatabaseUnavailable, connect
from api.db.pool import Context, Database
from api.settings import DatabaseSettings


class Wire:
    """A TCP way to the server that can be cut, or can go silent without being cut."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.port = 0
        self.silent = False
        self.refuses = False
        self._writers: set[asyncio.StreamWriter] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until one end closes."""
        self._writers.add(writer)
        if self.refuses:
            writer.close()
            return
        onward_reader, onward_writer = await asyncio.open_connection(*self.target)
        self._writers.add(onward_writer)
        await asyncio.gather(self.carry(reader, onward_writer), self.carry(onward_reader, writer))

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes one way; in silence they are lost."""
        try:
            while data := await reader.read(65536):
                if not self.silent:
                    writer.write(data)
                    await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    def cut(self) -> None:
        """Reset every connection."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


@asynccontextmanager
async def wire_to(settings: DatabaseSettings) -> AsyncIterator[Wire]:
    """Lay a wire to the server."""
    wire = Wire(settings.hosts[0])
    listener = await asyncio.start_server(wire.accept, "127.0.0.1", 0)
    wire.port = listener.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        wire.cut()
        listener.close()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def over(settings: DatabaseSettings, *ports: int, patience_s: float = 3.0) -> AsyncIterator[Database]:
    """Open a pool over hosts on these ports."""
    hosts = tuple(("127.0.0.1", port) for port in ports)
    database = Database(replace(settings, hosts=hosts), application="tests", size=4, patience_s=patience_s)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def one(database: Database) -> int:
    """Ask for one."""
    async with database.transaction(Context(), read_only=True) as connection:
        found: int = await connection.fetchval("SELECT 1")
        return found


async def test_the_second_host_serves_when_the_first_refuses(settings: DatabaseSettings) -> None:
    async with over(settings, 1, settings.hosts[0][1]) as database:
        assert await one(database) == 1


async def test_a_silent_host_does_not_use_up_the_time_of_the_next(settings: DatabaseSettings) -> None:
    async with wire_to(settings) as wire:
        wire.silent = True
        async with over(settings, wire.port, settings.hosts[0][1], patience_s=6) as database:
            assert await one(database) == 1


async def test_cut_connections_are_replaced_unnoticed(settings: DatabaseSettings) -> None:
    async with wire_to(settings) as wire, over(settings, wire.port) as database:
        assert await asyncio.gather(*(one(database) for _ in range(8))) == [1] * 8
        wire.cut()
        assert await asyncio.gather(*(one(database) for _ in range(8))) == [1] * 8


async def test_the_pool_waits_for_a_host_to_come_back(settings: DatabaseSettings) -> None:
    async with wire_to(settings) as wire, over(settings, wire.port) as database:
        assert await one(database) == 1
        wire.refuses = True
        wire.cut()
        asking = asyncio.create_task(one(database))
        await asyncio.sleep(0.6)
        assert not asking.done()
        wire.refuses = False
        assert await asking == 1


async def test_its_patience_has_an_end(settings: DatabaseSettings) -> None:
    async with over(settings, 1, patience_s=0.3) as database:
        with pytest.raises(DatabaseUnavailable):
            await one(database)


async def test_a_connection_lost_in_the_middle_is_never_taken_for_a_commit(
    settings: DatabaseSettings, owner: asyncpg.Connection
) -> None:
    async with wire_to(settings) as wire, over(settings, wire.port) as database:

        async def write_and_lose() -> None:
            async with database.transaction(Context.worker()) as connection:
                await connection.execute("INSERT INTO account (subject) VALUES ('lost in the middle')")
                wire.cut()

        with pytest.raises(DatabaseUnavailable):
            await write_and_lose()
    assert await owner.fetchval("SELECT count(*) FROM account WHERE subject = 'lost in the middle'") == 0


async def test_a_server_that_only_reads_is_left_for_one_that_writes(
    settings: DatabaseSettings, owner: asyncpg.Connection
) -> None:
    async with over(settings, settings.hosts[0][1], patience_s=0.5) as database:
        assert await one(database) == 1
        await owner.execute(f"ALTER DATABASE {settings.name} SET default_transaction_read_only = on")
        try:
            with pytest.raises(DatabaseUnavailable):
                await connect(settings, application="tests")
        finally:
            await owner.execute("SET default_transaction_read_only = off")
            await owner.execute(f"ALTER DATABASE {settings.name} RESET default_transaction_read_only")
        with pytest.raises(DatabaseUnavailable):
            await write_where_only_reading_is_allowed(database)
        assert await one(database) == 1


async def write_where_only_reading_is_allowed(database: Database) -> None:
    """Get the error that a demoted server gives."""
    async with database.transaction(Context.worker()) as connection:
        await connection.execute("SET TRANSACTION READ ONLY")
        await connection.execute("INSERT INTO account (subject) VALUES ('demoted')")


async def test_a_cancelled_transaction_gives_nothing_away_and_its_place_back(settings: DatabaseSettings) -> None:
    async with over(settings, settings.hosts[0][1]) as database:

        async def sleep_inside() -> None:
            async with database.transaction(Context.worker()) as connection:
                await connection.execute("INSERT INTO account (subject) VALUES ('cancelled')")
                await connection.execute("SELECT pg_sleep(30)")

        sleeping = [asyncio.create_task(sleep_inside()) for _ in range(3)]
        await asyncio.sleep(0.3)
        for task in sleeping:
            task.cancel()
        await asyncio.gather(*sleeping, return_exceptions=True)
        assert await asyncio.gather(*(one(database) for _ in range(12))) == [1] * 12
        async with database.transaction(Context()) as connection:
            assert await connection.fetchval("SELECT count(*) FROM account WHERE subject = 'cancelled'") == 0


async def test_an_error_of_the_work_itself_is_told_as_it_is(database: Database) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with database.transaction(Context()) as connection:
            await connection.execute("SELECT 1 / 0")
    assert await one(database) == 1
