"""Caregivers by the hundred on the applied WebSocket API, for people whom Ana cares for as well, so that she can call.

Accounts and tickets are written into the database: a thousand sign-ins with a second factor would measure the
emulator's Cognito. From the ticket on all is the gateway's: `$connect`, its authorizer, the `connections` function.
"""

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.local.running_system import Checkout

CAREGIVERS_EACH = 20
AT_ONCE = 8
HANDSHAKE_S, ANSWER_S, RING_S = 30.0, 60.0, 120.0
ARRIVAL = (
    "INSERT INTO person (name) SELECT '{crowd}-' || n FROM generate_series(0, {homes} - 1) n",
    "INSERT INTO account (subject) SELECT '{crowd}-' || n FROM generate_series(0, {caregivers} - 1) n",
    """
    INSERT INTO care_relation (account_id, person_id, role)
    SELECT a.id, p.id, 'viewer' FROM generate_series(0, {caregivers} - 1) n
    JOIN account a ON a.subject = '{crowd}-' || n JOIN person p ON p.name = '{crowd}-' || n / {each}
    """,
    """
    INSERT INTO care_relation (account_id, person_id, role)
    SELECT c.account_id, p.id, 'manager' FROM caregiver c, person p WHERE c.name = 'Ana' AND p.name LIKE '{crowd}-%'
    """,
    """
    INSERT INTO tickets (ticket_hash, account_id, expires_at)
    SELECT sha256(convert_to(subject, 'UTF8')), id, now() + interval '20 minutes' FROM account
    WHERE subject LIKE '{crowd}-%'
    """,
)
PEOPLE = "SELECT id FROM person WHERE name LIKE '{crowd}-%'"
ENDED = (
    "UPDATE care_relation SET valid_to = now() WHERE person_id IN (SELECT id FROM person WHERE name LIKE '{crowd}-%')"
)


@dataclass
class Crowd:
    """The people of one run, the sockets of their caregivers, and what came over each and when."""

    system: Checkout
    size: int
    name: str = field(default_factory=lambda: f"crowd-{uuid4().hex[:8]}")
    people: list[str] = field(default_factory=list)
    sockets: list[ClientConnection] = field(default_factory=list)
    readers: list[asyncio.Task[None]] = field(default_factory=list)
    # When an alert first rang at a socket; a queue may deliver it again.
    rang: dict[tuple[int, str], float] = field(default_factory=dict)
    pongs: int = 0

    async def arrive(self) -> None:
        """Write people, caregivers, relations and tickets into the database."""
        for statement in ARRIVAL:
            await self.rows(statement)
        self.people = [row[0] for row in await self.rows(PEOPLE)]

    async def rows(self, statement: str) -> list[list[str]]:
        """Say one of the statements above about this crowd."""
        homes = -(-self.size // CAREGIVERS_EACH)
        told = {"crowd": self.name, "caregivers": self.size, "homes": homes, "each": CAREGIVERS_EACH}
        return await self.system.rows(statement.format(**told))

    async def connect(self, address: str) -> None:
        """Open a socket for each where tickets lead to, some at a time; who is refused is not counted."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def opened(number: int) -> None:
            async with slots:
                with contextlib.suppress(WebSocketException, OSError, TimeoutError):
                    url = f"{address}?ticket={self.name}-{number}"
                    socket = await connect(url, proxy=None, open_timeout=HANDSHAKE_S, ping_interval=None)
                    self.sockets.append(socket)
                    self.readers.append(asyncio.create_task(self.listen(socket)))

        await asyncio.gather(*(opened(number) for number in range(self.size)))

    async def listen(self, socket: ClientConnection) -> None:
        """Keep what comes."""
        async for text in socket:
            frame = json.loads(text)
            if frame.get("kind") == "alert_raised":
                self.rang.setdefault((id(socket), frame["alert_id"]), time.monotonic())
            self.pongs += frame.get("type") == "pong"

    async def rings(self, ana: httpx.AsyncClient, calls: int) -> tuple[int, list[float]]:
        """Have Ana call for some of the people; return how many are to hear it and how many seconds each took."""
        pressed: dict[str, float] = {}
        for person in self.people[:calls]:
            body = {"person_id": person, "severity": "info", "sentence": "Somebody is wanted."}
            at = time.monotonic()
            answer = await ana.post("/alerts", json=body, headers={"idempotency-key": str(uuid4())})
            pressed[answer.raise_for_status().json()["id"]] = at
        wanted = len(pressed) * CAREGIVERS_EACH
        deadline = time.monotonic() + RING_S
        while len(self.rang) < wanted and time.monotonic() < deadline:  # noqa: ASYNC110 - frames come when they come
            await asyncio.sleep(0.1)
        for alert in pressed:
            (await ana.post(f"/alerts/{alert}/resolve", json={"reason": "helped"})).raise_for_status()
        return wanted, [at - pressed[alert] for (_, alert), at in self.rang.items() if alert in pressed]

    async def held(self) -> int:
        """Return how many sockets answer a ping, which goes through the `connections` function as well."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def ping(socket: ClientConnection) -> None:
            async with slots:
                with contextlib.suppress(WebSocketException, OSError):
                    await socket.send('{"action": "ping"}')
                    await asyncio.sleep(0.02)

        await asyncio.gather(*map(ping, self.sockets))
        deadline = time.monotonic() + ANSWER_S
        while self.pongs < len(self.sockets) and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return self.pongs

    async def leave(self) -> None:
        """Close all sockets and end all relations, so that nobody of the crowd is called any more."""
        for reader in self.readers:
            reader.cancel()
        closing = (socket.close() for socket in self.sockets)
        await asyncio.gather(*self.readers, *closing, return_exceptions=True)
        await self.rows(ENDED)
