"""A TCP proxy between clients and one server that can be slow, break connections off, or fall silent.

What it swallows is neither forwarded nor refused, and no socket is closed. A server that is killed says goodbye to its
clients, since its kernel closes the sockets; one whose network is gone says nothing, and clients must find out by their
own time limits.
"""

import asyncio
import socket
import struct
from dataclasses import dataclass, field

from wolfctl.adapters.local_ports import HOST

CHUNK = 65_536
# Closing sends RST at once and not what waits, as a network does that has lost a flow.
LINGER_NOT = struct.pack("ii", 1, 0)


@dataclass
class TcpProxy:
    """Forwards connections from a free port to `port` until it is told to swallow them."""

    port: int
    delay_s: float = field(default=0.0, init=False)
    _server: asyncio.Server | None = field(default=None, init=False)
    _open: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _flows: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def start(self) -> int:
        """Listen; the number of the port that clients are given."""
        self._open.set()
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        return int(self._server.sockets[0].getsockname()[1])

    def swallow(self) -> None:
        """Forward nothing from now on, in either direction; connections stay open, new ones are taken and kept."""
        self._open.clear()

    async def restore(self) -> None:
        """Forward again; what hung meanwhile is broken off, as when a network that is back knows no such flow."""
        await self.reset()
        self._open.set()

    def slow(self, delay_s: float) -> None:
        """Hold whatever passes for so long from now on, in either direction."""
        self.delay_s = delay_s

    async def reset(self) -> int:
        """Break every connection off, both its ends told so, and tell how many; new ones are taken."""
        flows = list(self._flows)
        for flow in flows:
            flow.cancel()
        await asyncio.gather(*flows, return_exceptions=True)
        return len(flows)

    async def lead_to(self, port: int) -> None:
        """Have another server answer from now on; connections to the one before are broken off."""
        self.port = port
        await self.reset()

    async def close(self) -> None:
        """Stop listening and break off what is left."""
        if self._server is not None:
            self._server.close()
        await self.reset()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until both sides have ended it, or it is broken off."""
        flow = asyncio.current_task()
        if flow is not None:
            self._flows.add(flow)
        beyond: asyncio.StreamWriter | None = None
        try:
            await self._open.wait()
            server_reader, beyond = await asyncio.open_connection(HOST, self.port)
            await asyncio.gather(self._forward(reader, beyond), self._forward(server_reader, writer))
        except (OSError, asyncio.CancelledError):
            for side in (writer, beyond):
                if side is not None:
                    _broken_off(side)
        finally:
            for side in (writer, beyond):
                if side is not None:
                    side.close()
            if flow is not None:
                self._flows.discard(flow)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, and its end; while swallowing, neither."""
        while data := await reader.read(CHUNK):
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        await self._open.wait()
        if not writer.transport.is_closing():
            writer.write_eof()


def _broken_off(side: asyncio.StreamWriter) -> None:
    """End a connection with RST."""
    if not side.transport.is_closing():
        side.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    side.transport.abort()
