"""A connection to the API that can be cut, for a browser that forgets for a moment that it is offline."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.postgres.conftest import free_port
from wolfctl.adapters.tcp_proxy import TcpProxy


class Wire:
    """Leads to an API from an address of its own until it is cut."""

    def __init__(self, loop: asyncio.AbstractEventLoop, port: int) -> None:
        self._loop = loop
        self._port = port
        self._proxy = TcpProxy(port)
        self.url = f"http://127.0.0.1:{asyncio.run_coroutine_threadsafe(self._proxy.start(), loop).result()}"

    def cut(self) -> None:
        """Break off every connection, and each new one at once."""
        self._leads_to(free_port())

    def mend(self) -> None:
        """Lead to the API again."""
        self._leads_to(self._port)

    def close(self) -> None:
        """Take no more connections."""
        asyncio.run_coroutine_threadsafe(self._proxy.close(), self._loop).result()

    def _leads_to(self, port: int) -> None:
        asyncio.run_coroutine_threadsafe(self._proxy.lead_to(port), self._loop).result()


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """Forward to a port, in a thread of its own: a browser's driver holds the loop of this one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    wire = Wire(loop, port)
    yield wire
    wire.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
