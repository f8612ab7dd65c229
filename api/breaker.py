"""pybreaker under asyncio: only its context manager counts failures there, and two of its corners need guarding."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pybreaker

T = TypeVar("T")


class CircuitOpen(Exception):
    """The service has failed too often; it is left alone for a while."""


class Listener(pybreaker.CircuitBreakerListener):
    """Hears what becomes of a breaker."""

    def __init__(self, changed: Callable[[str, str], None]) -> None:
        self._changed = changed

    def state_change(self, cb: pybreaker.CircuitBreaker, _old_state: object, new_state: Any) -> None:
        """Pass on its name and its new state."""
        self._changed(str(cb.name), str(new_state.name))


class Breaker:
    """Calls a service within a time budget, and stops calling it after repeated failures."""

    def __init__(
        self,
        name: str,
        *,
        failures: int = 5,
        rest_s: float = 30.0,
        changed: Callable[[str, str], None] | None = None,
    ) -> None:
        listeners = [] if changed is None else [Listener(changed)]
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=failures, reset_timeout=rest_s, name=name, throw_new_error_on_trip=False, listeners=listeners
        )
        self._probing = False
        self._running: set[asyncio.Task[object]] = set()

    @property
    def state(self) -> str:
        """Return closed, open or half-open."""
        return str(self._breaker.current_state)

    async def call(self, work: Callable[[], Awaitable[T]], *, budget_s: float) -> T:
        """Return what the work returns. Raises CircuitOpen, TimeoutError, or the work's own error.

        The work runs in a task of its own: when the caller is cancelled it runs on to its end or its budget, because
        to pybreaker a cancellation would be either a failure or a success, and it is neither.
        """
        task = asyncio.ensure_future(self._guarded(work, budget_s))
        self._running.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    async def _guarded(self, work: Callable[[], Awaitable[T]], budget_s: float) -> T:
        """Let a single probe through while the circuit is not closed: pybreaker would let through every one."""
        probe = self.state != pybreaker.STATE_CLOSED
        if probe and self._probing:
            raise CircuitOpen(self._breaker.name)
        self._probing = self._probing or probe
        try:
            with self._breaker.calling():
                async with asyncio.timeout(budget_s):
                    return await work()
        except pybreaker.CircuitBreakerError:
            raise CircuitOpen(self._breaker.name) from None
        finally:
            self._probing = self._probing and not probe

    def _finished(self, task: asyncio.Task[object]) -> None:
        """Forget a task; its error was either raised to the caller or nobody waits for it any more."""
        self._running.discard(task)
        if not task.cancelled():
            task.exception()
