"""Trying again, at one layer alone: the clients below try once, and the breaker above counts what came of it in all."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

FIRST_PAUSE_S = 0.1


async def retried(
    work: Callable[[], Awaitable[T]],
    *,
    attempts: int = 2,
    draw: Callable[[float, float], float] = random.uniform,
) -> T:
    """Return what the work returns, pausing with full jitter between attempts. Raises the last attempt's error.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    for attempt in range(attempts - 1):
        try:
            return await work()
        except Exception:  # noqa: BLE001 - whatever it was, the budget above bounds how often it is tried
            await asyncio.sleep(draw(0, FIRST_PAUSE_S * 2**attempt))
    return await work()
