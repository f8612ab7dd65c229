"""Tasks that API Gateway keeps are read anew after they were changed, on behalf of whoever changed them."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import aiohttp

from api.logs import logger

TIMEOUT_S = 2.0
AT_ONCE = 4
LONGEST_QUEUE = 100

Ask = Callable[[UUID, str], Awaitable[None]]


class CachePurge:
    """Asks in the background, once for each change; what fails or finds no room is left to expire by itself."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._waiting: asyncio.Queue[tuple[UUID, str]] = asyncio.Queue(LONGEST_QUEUE)

    def tasks_of(self, person_id: UUID, authorization: str) -> None:
        """Have a person's tasks read anew with the header of whoever has just changed them; no cache, no request."""
        if self._ask is None:
            return
        try:
            self._waiting.put_nowait((person_id, authorization))
        except asyncio.QueueFull as error:
            log_failure(error)

    async def run_for_ever(self) -> None:
        """Ask for what is waiting until cancelled."""
        if self._ask is not None:
            await asyncio.gather(*(self._work(self._ask) for _ in range(AT_ONCE)))

    async def _work(self, ask: Ask) -> None:
        while True:
            person_id, authorization = await self._waiting.get()
            try:
                await ask(person_id, authorization)
            except Exception as error:  # noqa: BLE001 - whatever the gateway answers, the next change must be asked for
                log_failure(error)


def log_failure(error: Exception) -> None:
    """Log the type alone: a message may quote the address, which names the person."""
    logger("cache_purge").warning("tasks_not_purged", error=type(error).__name__)


def http_session() -> aiohttp.ClientSession:
    """Return a client that keeps no cookies and gives each request two seconds, its connection included."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S), cookie_jar=aiohttp.DummyCookieJar())


def asker(session: aiohttp.ClientSession, rest_url: str) -> Ask:
    """Return how to have the gateway replace the tasks that it keeps.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html, "Invalidate an API Gateway
    cache entry".
    """

    async def ask(person_id: UUID, authorization: str) -> None:
        headers = {"authorization": authorization, "cache-control": "max-age=0"}
        # A redirect is not followed: the token is for this address alone.
        async with session.get(
            f"{rest_url}/tasks", params={"user_id": str(person_id)}, headers=headers, allow_redirects=False
        ) as answer:
            answer.raise_for_status()
            await answer.read()

    return ask
