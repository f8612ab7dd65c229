"""A client for AlphaWolf's notifications that misses none and shows none twice (docs/notifications.md).

    async with httpx.AsyncClient(base_url="https://api.example", auth=signing_in) as http:
        await Notifications(http, show, cursor=kept).run_for_ever()

`show` is called once for each notification, in order; keep `cursor` where it survives a restart. A notification is
acknowledged only after `show` has returned. It needs httpx and websockets, and nothing else of AlphaWolf.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PING_S = 300.0  # API Gateway ends a socket that was silent for ten minutes
PLANNED_S = (105 * 60.0, 115 * 60.0)  # and any socket after two hours
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60.0
TRIES = 2  # of one way before the next one is taken
SOCKET_AGAIN_S = 300.0
WAIT_S = 25
ANSWER_S = 5.0  # a page comes sooner, or its answer was lost although the socket stays open
SILENT_S = 45.0  # a stream or a long poll says something more often
HTTP_S = 10.0
LARGEST_FRAME = 2**20

Show = Callable[[dict[str, Any]], Awaitable[None]]
FAULTS = (httpx.HTTPError, WebSocketException, OSError, TimeoutError, ValueError, KeyError)


class Notifications:
    """One device's notifications: over a socket, else as server-sent events, else by asking again and again."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        show: Show,
        *,
        cursor: int | None = None,
        ways: tuple[str, ...] = ("socket", "events", "polling"),
        uniform: Callable[[float, float], float] = random.uniform,
        planned_s: tuple[float, float] = PLANNED_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self.cursor = cursor
        self.way = ways[0]
        self.connected = asyncio.Event()
        self._http = http
        self._show = show
        self._ways = {"socket": self._sockets, "events": self._events, "polling": self._polling}
        self._order = ways
        self._uniform = uniform
        self._planned_s = planned_s
        self._answer_s = answer_s
        self._taking = asyncio.Lock()
        self._taken = asyncio.Event()
        self._heard_of = 0
        self._failures = 0

    async def run_for_ever(self) -> None:
        """Follow until cancelled: what breaks is begun anew, after a pause drawn from an ever wider range."""
        first = self._order[0]
        while True:
            try:
                # Whoever had to take another way tries the first again after a while.
                async with asyncio.timeout(None if self.way == first else SOCKET_AGAIN_S) as patience:
                    await self._ways[self.way]()
            except FAULTS:
                if patience.expired():
                    self.way = first
                    continue
                self._failures += 1
                if self._failures % TRIES == 0:
                    self.way = self._order[(self._order.index(self.way) + 1) % len(self._order)]
            self.connected.clear()
            await asyncio.sleep(self._uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._failures, 10))))

    async def _sockets(self) -> None:
        """Hold a socket, and before its planned end open the next one: only then is the old one given up."""
        current, _ = self._opened()
        try:
            while True:
                ended, _ = await asyncio.wait({current}, timeout=self._uniform(*self._planned_s))
                if ended:
                    return current.result()
                following, caught_up = self._opened()
                waiting = asyncio.create_task(caught_up.wait())
                await asyncio.wait({following, waiting}, return_when=asyncio.FIRST_COMPLETED)
                for task in (waiting, current):
                    task.cancel()
                await asyncio.gather(waiting, current, return_exceptions=True)
                current = following
        finally:
            current.cancel()
            await asyncio.gather(current, return_exceptions=True)

    def _opened(self) -> "tuple[asyncio.Task[None], asyncio.Event]":
        caught_up = asyncio.Event()
        return asyncio.create_task(self._socket(caught_up)), caught_up

    async def _socket(self, caught_up: asyncio.Event) -> None:
        ticket = await self._ticket()
        address = f"{ticket['url']}?ticket={ticket['ticket']}"
        async with connect(address, compression=None, max_size=LARGEST_FRAME, open_timeout=HTTP_S) as socket:
            unanswered = asyncio.Event()
            beside = [
                asyncio.create_task(ping_for_ever(socket)),
                asyncio.create_task(self._ask_again_for_ever(socket, unanswered)),
            ]
            try:
                await self._resume(socket, unanswered)
                async for text in socket:
                    await self._heard(socket, json.loads(text), caught_up, unanswered)
            finally:
                for task in beside:
                    task.cancel()

    async def _resume(self, socket: ClientConnection, unanswered: asyncio.Event) -> None:
        """Ask for all that follows the cursor."""
        unanswered.set()
        await say(socket, action="resume", after=self.cursor)

    async def _ask_again_for_ever(self, socket: ClientConnection, unanswered: asyncio.Event) -> None:
        """Ask once more whenever no page came: whoever waited for it alone would be told nothing that follows."""
        with contextlib.suppress(WebSocketException):
            while True:
                await unanswered.wait()
                await asyncio.sleep(self._answer_s)
                if unanswered.is_set():
                    await self._resume(socket, unanswered)

    async def _heard(
        self, socket: ClientConnection, frame: dict[str, Any], caught_up: asyncio.Event, unanswered: asyncio.Event
    ) -> None:
        """Take a frame; whatever is missing before it is asked for first."""
        cursor = self.cursor or 0
        match frame["type"]:
            case "page":
                unanswered.clear()
                await self._take(frame["items"], frame["next"])
                missing, self._heard_of = self._heard_of > (self.cursor or 0), 0
                if frame["more"] or missing:
                    await self._resume(socket, unanswered)
                else:
                    caught_up.set()
                if frame["items"]:
                    await say(socket, action="received", seq=self.cursor)
            case "notification" if frame["seq"] == cursor + 1:
                await self._take([frame], frame["seq"])
                await say(socket, action="received", seq=self.cursor)
            case "notification" if frame["seq"] > cursor:
                if not self._heard_of:
                    await self._resume(socket, unanswered)
                self._heard_of = max(self._heard_of, frame["seq"])

    async def _events(self) -> None:
        """Read the stream of server-sent events until it ends."""
        if self.cursor is None:
            await self._ticket()
        async with self._acknowledging():
            headers = {"last-event-id": str(self.cursor)}
            limits = httpx.Timeout(HTTP_S, read=SILENT_S)
            async with self._http.stream("GET", "/notifications/events", headers=headers, timeout=limits) as answer:
                answer.raise_for_status()
                async for line in answer.aiter_lines():
                    self._succeeded()
                    if line.startswith("data:"):
                        frame = json.loads(line.removeprefix("data:"))
                        await self._take([frame], frame["seq"])

    async def _polling(self) -> None:
        """Ask for what comes next, each time until it comes or the server says that nothing did."""
        if self.cursor is None:
            await self._ticket()
        async with self._acknowledging():
            while True:
                asked = {"after": self.cursor or 0, "wait": WAIT_S if self.connected.is_set() else 0}
                answer = await self._http.get("/notifications", params=asked, timeout=SILENT_S)
                page = answer.raise_for_status().json()
                await self._take(page["items"], page["next"])

    async def _ticket(self) -> dict[str, Any]:
        """Return a ticket; a device without a cursor begins after what the account has acknowledged."""
        answer = await self._http.post("/notifications/ticket", timeout=HTTP_S)
        ticket: dict[str, Any] = answer.raise_for_status().json()
        if self.cursor is None:
            self.cursor = ticket["received"]
        return ticket

    async def _take(self, frames: list[dict[str, Any]], following: int) -> None:
        """Show what was not shown before; two sockets may bring the same while one takes over."""
        async with self._taking:
            for frame in frames:
                if frame["seq"] > (self.cursor or 0):
                    await self._show(frame)
                    self.cursor = frame["seq"]
            self.cursor = max(self.cursor or 0, following)
            if frames:
                self._taken.set()
        self._succeeded()

    def _succeeded(self) -> None:
        self._failures = 0
        self.connected.set()

    @contextlib.asynccontextmanager
    async def _acknowledging(self) -> Any:
        """Acknowledge over HTTP beside what goes on, the latest number alone."""
        task = asyncio.create_task(self._acknowledge_for_ever())
        try:
            yield
        finally:
            task.cancel()

    async def _acknowledge_for_ever(self) -> None:
        while True:
            await self._taken.wait()
            self._taken.clear()
            try:
                answer = await self._http.post("/notifications/received", json={"seq": self.cursor}, timeout=HTTP_S)
                answer.raise_for_status()
            except httpx.HTTPError:
                self._taken.set()
                await asyncio.sleep(self._uniform(0, 2 * FIRST_PAUSE_S))


async def ping_for_ever(socket: ClientConnection) -> None:
    """Say something now and then, for a socket that is silent is closed."""
    while True:
        await asyncio.sleep(PING_S)
        await say(socket, action="ping")


async def say(socket: ClientConnection, **frame: object) -> None:
    """Send a frame."""
    await socket.send(json.dumps(frame))
