"""A person who presses all the time and caregivers who listen and answer, each with a ledger of what they were told."""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from clients.python.alphawolf_notifications import Notifications
from tests.local.running_system import Checkout
from wolfctl.adapters.local_ports import HOST

CHANCE = random.Random()  # noqa: S311 - no secret is drawn from it
PRESSERS = 3
PAUSE_S, LONGEST_PAUSE_S = 0.8, 8.0
SEVERITIES = ("urgent", "need", "need", "info")


@dataclass
class Ledger:
    """Presses by sentence: the alert that was acknowledged and when; alerts that were answered; what was refused.

    `logged` holds events of the log that were acknowledged: when they were sent, the last time, and when acknowledged.
    `denied` are requests that were refused for what they are: there should be none.
    """

    person_id: str
    pressed: dict[str, tuple[str, float]] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    logged: dict[str, tuple[float, float]] = field(default_factory=dict)
    understood: Counter[str] = field(default_factory=Counter)
    boards_read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    denied: Counter[str] = field(default_factory=Counter)
    over: bool = False

    @property
    def alerts(self) -> set[str]:
        """The alerts of all presses that were acknowledged."""
        return {alert_id for alert_id, _ in self.pressed.values()}


@dataclass
class Listener:
    """A device: its way, what it was shown in order and when, and its cursor, which outlives the client."""

    name: str
    ways: tuple[str, ...]
    http: httpx.AsyncClient
    client: Notifications = field(init=False)
    shown: list[tuple[dict[str, Any], float]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    heard: asyncio.Queue[dict[str, Any]] | None = None

    async def show(self, frame: dict[str, Any]) -> None:
        """Take a notification."""
        self.shown.append((frame, time.monotonic()))
        if self.heard is not None:
            self.heard.put_nowait(frame)

    async def open(self, cursor: int | None = None) -> None:
        """Listen from a cursor."""
        self.client = Notifications(self.http, self.show, cursor=cursor, ways=self.ways, uniform=quick)
        self.task = asyncio.create_task(self.client.run_for_ever())

    async def close(self) -> None:
        """Stop listening, as a device whose battery is empty does."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    def calls(self) -> dict[str, float]:
        """Each alert that rang here, and when it did first."""
        first: dict[str, float] = {}
        for frame, at in self.shown:
            if frame["kind"] == "alert_raised":
                first.setdefault(frame["alert_id"], at)
        return first


# What goes on beside the presses, in Sam's name, until it is cancelled.
Beside = Callable[[httpx.AsyncClient, Ledger], Awaitable[None]]


def quick(low: float, high: float) -> float:
    """A client's pause, within what a test can wait for."""
    return low if low else CHANCE.uniform(0, min(high, 2.0))


@contextlib.asynccontextmanager
async def signed_in(system: Checkout, name: str, url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API in somebody's name."""
    headers = {"Authorization": f"Bearer {(await asyncio.to_thread(system.tokens, name)).access}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=10) as http:
        yield http


@contextlib.asynccontextmanager
async def load(
    system: Checkout, *, pressers: int = PRESSERS, beside: Sequence[Beside] = ()
) -> AsyncIterator[tuple[Ledger, list[Listener]]]:
    """Sam presses and Ana answers until the ledger says that it is over; the devices listen until the block ends."""
    gateway, direct = system.outputs["rest_api_url"], f"http://{HOST}:{system.ports.api}"
    async with (
        signed_in(system, "sam", gateway) as sam,
        signed_in(system, "ana", gateway) as ana,
        signed_in(system, "ana", direct) as past_the_gateway,
    ):
        ledger = Ledger((await sam.get("/me", timeout=60)).raise_for_status().json()["person"]["id"])
        listeners = [
            Listener("Ana's telephone, a socket of API Gateway", ("socket",), ana, heard=asyncio.Queue()),
            Listener("Ana's tablet, a socket of API Gateway", ("socket",), ana),
            Listener("Ana's watch, asking again and again", ("polling",), ana),
            Listener("Ana's desk, events of the API itself", ("events",), past_the_gateway),
            Listener("Sam's board, a socket of API Gateway", ("socket",), sam),
        ]
        for listener in listeners:
            await listener.open()
        await asyncio.gather(*(asyncio.wait_for(listener.client.connected.wait(), 90) for listener in listeners))
        pressing = [asyncio.create_task(press_until_over(sam, ledger)) for _ in range(pressers)]
        for_ever = [asyncio.ensure_future(work(sam, ledger)) for work in beside]
        for_ever.append(asyncio.create_task(answer_for_ever(ana, listeners[0], ledger)))
        try:
            yield ledger, listeners
            await asyncio.gather(*pressing)
        finally:
            for task in (*for_ever, *pressing):
                task.cancel()
            await asyncio.gather(*for_ever, *pressing, return_exceptions=True)
            for listener in listeners:
                await listener.close()


async def press_until_over(http: httpx.AsyncClient, ledger: Ledger) -> None:
    """Press again and again, as a board does: what is not acknowledged is sent again under its own key."""
    while not ledger.over:
        key = str(uuid4())
        sentence, severity = f"Press {key}", CHANCE.choice(SEVERITIES)
        await understand(http, ledger)
        body = {"person_id": ledger.person_id, "severity": severity, "sentence": sentence}
        answer = await insist(http, "/alerts", body, ledger, key=key)
        ledger.pressed[sentence] = answer["id"], time.monotonic()
        await asyncio.sleep(CHANCE.uniform(0, 2 * PAUSE_S))


async def understand(http: httpx.AsyncClient, ledger: Ledger) -> None:
    """Ask once what symbols mean; a board that hears nothing says the words of its buttons."""
    try:
        answer = await http.post("/intents", json={"symbols": ["help"], "locale": "en"})
        ledger.understood[answer.json()["source"] if answer.is_success else "the board itself"] += 1
    except httpx.HTTPError:
        ledger.understood["the board itself"] += 1


async def answer_for_ever(http: httpx.AsyncClient, listener: Listener, ledger: Ledger) -> None:
    """Acknowledge and resolve whatever rings at a device, each alert once, several at a time."""
    seen: set[str] = set()
    slots = asyncio.Semaphore(4)

    async def answer(alert_id: str) -> None:
        async with slots:
            await insist(http, f"/alerts/{alert_id}/acknowledge", None, ledger)
            ledger.answered.add(alert_id)
            await insist(http, f"/alerts/{alert_id}/resolve", {"reason": "helped"}, ledger)

    assert listener.heard is not None
    async with asyncio.TaskGroup() as answers:
        while True:
            frame = await listener.heard.get()
            if frame["kind"] == "alert_raised" and frame["alert_id"] not in seen:
                seen.add(frame["alert_id"])
                answers.create_task(answer(frame["alert_id"]))


async def insist(
    http: httpx.AsyncClient, path: str, body: dict[str, Any] | None, ledger: Ledger, *, key: str | None = None
) -> dict[str, Any]:
    """Send something until it is taken. Raises AssertionError when it is refused for what it is until all is over."""
    headers = {"Idempotency-Key": key} if key else {}
    for attempt in itertools.count():
        try:
            answer = await http.post(path, json=body, headers=headers)
        except httpx.HTTPError as error:
            ledger.refused[type(error).__name__] += 1
        else:
            if answer.is_success:
                taken: dict[str, Any] = answer.json()
                return taken
            ledger.refused[str(answer.status_code)] += 1
            if answer.status_code < 500 and answer.status_code != 429:
                ledger.denied[f"{answer.status_code} {path.rpartition('/')[2]} {answer.text[:200]}"] += 1
                assert not ledger.over, f"{answer.status_code} {answer.text}"
        # As a board does: when everything is slow, thousands who ask at once make it slower.
        await asyncio.sleep(CHANCE.uniform(0, min(LONGEST_PAUSE_S, 0.25 * 2**attempt)))
    raise AssertionError
