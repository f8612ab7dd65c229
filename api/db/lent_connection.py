"""A connection while one transaction has it."""

import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import asyncpg

from api.db.connect import COMMAND_TIMEOUT_S

Ask = Callable[..., Coroutine[Any, Any, Any]]


def asking(ask: Ask) -> Ask:
    """Return a method that asks a lent connection, and notes from when until when an answer is due."""

    @wraps(ask)
    async def asked(lent: "LentConnection", *args: Any) -> Any:
        held = lent.held()
        lent.asked_at = time.monotonic()
        try:
            return await ask(held, *args)
        finally:
            lent.asked_at = None

    return asked


class LentConnection:
    """What asks the database for one transaction, and nobody once that has ended.

    Its pool cuts it when an answer takes too long: a time limit of asyncpg's own is a timer for each statement.
    """

    __slots__ = ("_held", "asked_at", "generation")

    def __init__(self, held: asyncpg.Connection, generation: int) -> None:
        self._held: asyncpg.Connection | None = held
        self.generation = generation
        self.asked_at: float | None = None

    def held(self) -> asyncpg.Connection:
        """Return the connection itself. Raises asyncpg.InterfaceError when it was given back."""
        if self._held is None:
            raise asyncpg.InterfaceError("the connection was given back: its transaction has ended")
        return self._held

    def give_back(self) -> asyncpg.Connection:
        """Return the connection itself, which this can ask no more."""
        held = self.held()
        self._held = None
        return held

    def is_silent(self, since: float) -> bool:
        """Tell whether an answer has been due since a moment, in seconds of the monotonic clock, or longer."""
        return self.asked_at is not None and self.asked_at <= since

    def is_closed(self) -> bool:
        """Tell whether nothing can be asked any more."""
        return self._held is None or self._held.is_closed()

    def cut(self) -> None:
        """Close the connection at once; who waits for its answer hears that it was lost."""
        if self._held is not None:
            self._held.terminate()

    execute = asking(asyncpg.Connection.execute)
    executemany = asking(asyncpg.Connection.executemany)
    fetch = asking(asyncpg.Connection.fetch)
    fetchrow = asking(asyncpg.Connection.fetchrow)
    fetchval = asking(asyncpg.Connection.fetchval)

    def cursor(self, query: str, *args: Any, prefetch: int) -> Any:
        """Return an iterator over many rows, whose every step has a time limit of its own."""
        return self.held().cursor(query, *args, prefetch=prefetch, timeout=COMMAND_TIMEOUT_S)
