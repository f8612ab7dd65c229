"""The proxy forwards, is slow, breaks off, falls silent without closing anything, and comes back."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest

from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.tcp_proxy import TcpProxy


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    """The port of a server that says back what it hears."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(100):
                writer.write(data)
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def proxy(echo: int) -> AsyncIterator[tuple[TcpProxy, int]]:
    made = TcpProxy(echo)
    yield made, await made.start()
    await made.close()


async def said_back(port: int, *, patience: float = 2) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(b"hello")
        return await asyncio.wait_for(reader.read(100), patience)
    finally:
        writer.close()


async def test_it_forwards_both_ways_and_the_end_too(proxy: tuple[TcpProxy, int]) -> None:
    reader, writer = await asyncio.open_connection(HOST, proxy[1])
    writer.write(b"hello")
    assert await reader.readexactly(5) == b"hello"
    writer.write_eof()

    assert await reader.read() == b""
    writer.close()


async def test_what_it_swallows_is_neither_answered_nor_refused(proxy: tuple[TcpProxy, int]) -> None:
    made, port = proxy
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"before")
    assert await reader.readexactly(6) == b"before"

    made.swallow()
    writer.write(b"during")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(100), 0.2)
    with pytest.raises(TimeoutError):
        await said_back(port, patience=0.2)

    await made.restore()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(6), 2)
    assert await said_back(port) == b"hello"
    writer.close()


async def test_nobody_hears_that_the_server_has_gone_while_it_swallows(echo: int) -> None:
    made = TcpProxy(echo)
    port = await made.start()
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"x")
    await reader.readexactly(1)
    made.swallow()
    writer.write_eof()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(), 0.2)
    writer.close()
    await made.close()


async def test_what_it_holds_comes_later_in_each_direction(proxy: tuple[TcpProxy, int]) -> None:
    made, port = proxy
    made.slow(0.1)
    began = time.monotonic()

    assert await said_back(port) == b"hello"
    assert time.monotonic() - began >= 0.2

    made.slow(0)
    began = time.monotonic()
    assert await said_back(port) == b"hello"
    assert time.monotonic() - began < 0.2


async def test_a_reset_tells_the_client_so_and_takes_new_connections(proxy: tuple[TcpProxy, int]) -> None:
    made, port = proxy
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"x")
    await reader.readexactly(1)

    assert await made.reset() == 1

    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(), 2)
    assert await said_back(port) == b"hello"
    writer.close()


async def test_it_can_lead_to_another_server_and_back(proxy: tuple[TcpProxy, int], echo: int) -> None:
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"no")
        writer.close()

    other = await asyncio.start_server(refuse, HOST, 0)
    await proxy[0].lead_to(other.sockets[0].getsockname()[1])
    assert await said_back(proxy[1]) == b"no"

    await proxy[0].lead_to(echo)
    assert await said_back(proxy[1]) == b"hello"
    other.close()
