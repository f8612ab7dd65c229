"""Caregivers' devices that listen, and what they were shown."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from api.db import inbox
from api.db.pool import Context, Database
from api.domain.notifications import Kind, Notice
from clients.python.alphawolf_notifications import Notifications
from tests.postgres.running_api import Api

HELLO = "I'm here."


@dataclass
class Device:
    """A device: its client, and every frame that it was shown in the order in which it was."""

    client: Notifications = field(init=False)
    shown: list[dict[str, Any]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(self, frame: dict[str, Any]) -> None:
        """Take a notification."""
        self.shown.append(frame)
        self.came.set()

    @property
    def seqs(self) -> list[int]:
        """Return the numbers that were shown."""
        return [frame["seq"] for frame in self.shown]

    async def has(self, count: int, seconds: float = 10.0) -> None:
        """Wait until so many were shown."""
        async with asyncio.timeout(seconds):
            while len(self.shown) < count:
                self.came.clear()
                await self.came.wait()


def token_of(api: Api, name: str) -> str:
    """Return a caregiver's access token."""
    return api.issuer.caregiver_token(f"sub-{name}")


@contextlib.asynccontextmanager
async def listening(
    api: Api, name: str = "ana", *, hooks: Sequence[Callable[[httpx.Request], Awaitable[None]]] = (), **options: Any
) -> AsyncIterator[Device]:
    """Run a device until the block ends; it is connected when the block begins."""
    device = Device()
    headers = {"authorization": f"Bearer {token_of(api, name)}"}
    async with httpx.AsyncClient(
        base_url=api.url, headers=headers, trust_env=False, event_hooks={"request": list(hooks)}
    ) as http:
        device.client = Notifications(http, device.show, **{"uniform": quick, **options})
        running = asyncio.create_task(device.client.run_for_ever())
        try:
            await asyncio.wait_for(device.client.connected.wait(), 10)
            yield device
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def quick(low: float, high: float) -> float:
    """Return a pause that tests can wait for."""
    return low if low else min(high, 0.1)


async def ticket_of(api: Api, name: str = "ana", *, token: str | None = None) -> dict[str, Any]:
    """Ask for a ticket."""
    headers = {"authorization": f"Bearer {token or token_of(api, name)}"}
    async with httpx.AsyncClient(base_url=api.url, headers=headers, trust_env=False) as http:
        answer = await http.post("/notifications/ticket")
        ticket: dict[str, Any] = answer.raise_for_status().json()
        return ticket


@contextlib.asynccontextmanager
async def opened(
    api: Api,
    name: str = "ana",
    *,
    query: str = "",
    token: str | None = None,
    ticket: str | None = None,
    compression: str | None = None,
) -> AsyncIterator[ClientConnection]:
    """Open somebody's socket by hand."""
    if ticket is None:
        ticket = (await ticket_of(api, name, token=token))["ticket"]
    address = f"{api.url.replace('http', 'ws')}/notifications?ticket={ticket}{query}"
    async with connect(address, proxy=None, compression=compression) as socket:
        yield socket


async def pressed(api: Api, times: int = 1) -> None:
    """Press for Sam, each time with a meaning of its own."""
    headers = {"authorization": f"Bearer {api.issuer.token('sub-sam')}"}
    async with httpx.AsyncClient(base_url=api.url, headers=headers, trust_env=False) as http:
        for _ in range(times):
            body = {"person_id": api.person("Sam"), "severity": "need", "sentence": f"{HELLO} {uuid4()}"}
            (await http.post("/alerts", json=body, headers={"idempotency-key": str(uuid4())})).raise_for_status()


async def written(database: Database, api: Api, times: int, words: str = "") -> None:
    """Put notices about Sam into Ana's inbox, without any alert."""
    notice = Notice(UUID(api.account("Ana")), Kind.JOINED, {"words": words}, ())
    for _ in range(times):
        async with database.transaction(Context.worker()) as connection:
            await inbox.append_notices(connection, UUID(api.person("Sam")), datetime.now(UTC), [notice])


async def rows(database: Database, query: str, *values: Any) -> list[Any]:
    """Ask as the system itself."""
    async with database.transaction(Context.worker()) as connection:
        found: list[Any] = await connection.fetch(query, *values)
        return found


async def last_seq(database: Database, api: Api, name: str = "Ana") -> int:
    """Return the number of the newest notification of somebody."""
    [row] = await rows(
        database, "SELECT coalesce(max(seq), 0) FROM inbox WHERE recipient = $1", UUID(api.account(name))
    )
    return int(row[0])


async def eventually(database: Database, query: str, *values: Any) -> None:
    """Wait until a query finds something."""
    for _ in range(100):
        if await rows(database, query, *values):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(query)
