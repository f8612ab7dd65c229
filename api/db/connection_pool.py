"""Connections that are made when first needed, kept, and lent to one transaction at a time.

asyncpg's own pool sets timers and makes a task for each loan, and asyncpg itself a timer for each statement; under
uvloop each cancelled timer costs a turn of the loop. Here one timer serves all (docs/decisions/0027).
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable

import asyncpg

from api.db.connect import COMMAND_TIMEOUT_S
from api.db.lent_connection import LentConnection

LOOK_S = 0.5
SILENCE_S = COMMAND_TIMEOUT_S - LOOK_S

# A connection, or None for the place of one that the waiting may make.
Given = tuple[asyncpg.Connection, int] | None


class ConnectionPool:
    """Lends at most `size` connections at once, first come, first served.

    An answer that has been due for `silence_s` seconds is waited for no longer: its connection is cut. Time limits are
    looked at every `LOOK_S` seconds, so they may be that much longer.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[asyncpg.Connection]], size: int, *, silence_s: float = SILENCE_S
    ) -> None:
        self._connect = connect
        self._size = size
        self._silence_s = silence_s
        self._generation = 0
        self._places = 0  # taken: by a connection that is idle, lent or being made
        self._idle: list[tuple[asyncpg.Connection, int]] = []
        self._lent: set[LentConnection] = set()
        self._waiting: deque[tuple[float, asyncio.Future[Given]]] = deque()
        self._retiring: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closing = False
        self._empty = asyncio.Event()
        self._empty.set()

    async def acquire(self, patience_s: float) -> LentConnection:
        """Lend a connection. Raises TimeoutError when the patience ends, and what making one raises."""
        if self._closing:
            raise asyncpg.InterfaceError("the pool is closing")
        until = time.monotonic() + patience_s
        if self._idle:
            given: Given = self._idle.pop()
        elif self._places < self._size:
            self._places += 1
            self._empty.clear()
            given = None
        else:
            given = await self._turn(until)
        if given is None or given[0].is_closed():
            given = await self._made(until - time.monotonic())
        lent = LentConnection(*given)
        self._lent.add(lent)
        self._watch()
        return lent

    def release(self, lent: LentConnection) -> None:
        """Take a connection back; one that is closed or of an earlier generation makes room for another."""
        self._lent.discard(lent)
        self._take(lent.give_back(), lent.generation)

    def expire(self) -> None:
        """Let every connection of now be made anew when next asked for."""
        self._generation += 1
        idle, self._idle = self._idle, []
        for held, _ in idle:
            self._retire(held)

    async def close(self) -> None:
        """Lend no more, wait for what is lent, and close every connection."""
        self._closing = True
        self.expire()
        await self._empty.wait()
        await asyncio.gather(*self._retiring)
        if self._timer is not None:
            self._timer.cancel()

    def terminate(self) -> None:
        """Cut what is lent."""
        for lent in list(self._lent):
            lent.cut()

    async def _turn(self, until: float) -> Given:
        """Wait to be handed a connection or a place."""
        turn: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append((until, turn))
        self._watch()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_on(turn.result())  # it came too late for us
            raise

    async def _made(self, patience_s: float) -> tuple[asyncpg.Connection, int]:
        """Make a connection in a place that is ours; where none can be made, the place is free again."""
        try:
            async with asyncio.timeout(patience_s):
                return await self._connect(), self._generation
        except BaseException:
            self._free_place()
            raise

    def _handed(self, given: Given) -> bool:
        """Hand a connection or a place to whoever has waited longest; tell whether anybody had."""
        while self._waiting:
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(given)
                return True
        return False

    def _pass_on(self, given: Given) -> None:
        if given is None:
            self._free_place()
        else:
            self._take(*given)

    def _take(self, held: asyncpg.Connection, generation: int) -> None:
        """Hand a connection to the next, or keep it; one that nobody should have any more makes room for another."""
        if held.is_closed() or generation != self._generation or self._closing:
            self._retire(held)
        elif not self._handed((held, generation)):
            self._idle.append((held, generation))

    def _retire(self, held: asyncpg.Connection) -> None:
        """Close a connection while nobody waits for it, and free its place."""
        if not held.is_closed():
            closing = asyncio.get_running_loop().create_task(closed(held))
            self._retiring.add(closing)
            closing.add_done_callback(self._retiring.discard)
        self._free_place()

    def _free_place(self) -> None:
        """Let the next make a connection in a place that was taken."""
        if self._handed(None):
            return
        self._places -= 1
        if self._places == 0:
            self._empty.set()

    def _watch(self) -> None:
        """Look at every time limit in a moment."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LOOK_S, self._look)

    def _look(self) -> None:
        """Cut the connections whose answers have long been due, and send away who has waited long enough."""
        self._timer = None
        now = time.monotonic()
        for lent in list(self._lent):
            if lent.is_silent(now - self._silence_s):
                lent.cut()
        for until, turn in self._waiting:
            if until <= now and not turn.done():
                turn.set_exception(TimeoutError("every connection is in use"))
        if self._lent or self._waiting:
            self._watch()


async def closed(held: asyncpg.Connection) -> None:
    """Say goodbye to the server, which may be past hearing it."""
    with contextlib.suppress(Exception):
        await held.close(timeout=COMMAND_TIMEOUT_S)
