"""WS /notifications: the same protocol as through API Gateway, for deployments without it (docs/notifications.md)."""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs
from uuid import UUID

from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send

from api.db.connect import DatabaseUnavailable
from api.db.connections import Welcome
from api.db.inbox import page_after
from api.dependencies import Services
from api.domain.socket_frames import PAGE, PONG, UNKNOWN, Close, Ping, Received, Resume, page_frame, parse
from api.identity import Caller
from api.live.frames import EXTENSION, FrameProtocol, text_frame
from api.live.hub import Seat
from api.live.welcome import welcomed
from api.logs import logger

FIRST_FRAME_S = 5.0
LIFE_S = (116 * 60.0, 119 * 60.0)
SOCKETS_OF_ACCOUNT = 16
BAD_FRAMES = 10
PONG_FRAME, UNKNOWN_FRAME = text_frame(PONG.encode()), text_frame(UNKNOWN.encode())


class Socket:
    """One open socket: what it was sent, and whether it follows what comes."""

    __slots__ = ("_caller", "_protocol", "_seat", "_services", "cursor", "live", "since")

    def __init__(self, services: Services, protocol: FrameProtocol, seat: Seat, since: datetime) -> None:
        self.cursor = 0
        self.live = False
        self.since = since
        self._services = services
        self._protocol = protocol
        self._seat = seat
        self._caller = Caller(seat.account_id)

    def push(self, frames: bytes) -> None:
        """Write frames; cut a socket that has too much waiting already, so that no other waits for it."""
        if not self._protocol.push(frames):
            self.live = False
            self._protocol.abort()

    def hears(self, text: bytes) -> bool:
        """Note a receipt, and tell whether it was one; nobody has what this socket was never sent."""
        match parse(text):
            case Received(seq) if seq <= self.cursor:
                self._services.live.receipts.note(self._seat.account_id, seq)
                return True
            case _:
                return False

    def end(self, code: Close) -> None:
        """Close with a code."""
        self.live = False
        self._seat.sockets.pop(self, None)
        self._protocol.end(code)

    async def resume(self, after: int | None) -> None:
        """Send the page after a number, read as the account itself; after the last page, follow what comes."""
        self.live = False
        wakes = self._seat.wakes
        async with self._services.viewing(self._caller) as connection:
            page = await page_after(connection, self._seat.account_id, after, PAGE)
        self.cursor = page.next
        self.push(text_frame(page_frame(page.items, page.next, more=page.more).encode()))
        if not page.more:
            self._services.live.follow(self._seat, self, wakes)

    async def converse(self, receive: Receive, after: int | None, *, told: bool) -> None:
        """Answer frames until the socket is closed; who says nothing at first gets what was never acknowledged."""
        bad = 0
        if told:
            await self.resume(after)
        while True:
            try:
                async with asyncio.timeout(None if told else FIRST_FRAME_S):
                    message = await receive()
            except TimeoutError:
                told = True
                await self.resume(None)
                continue
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text") or ""
            match parse(text):
                case Ping():
                    self.push(PONG_FRAME)
                case Resume(after):
                    told = True
                    await self.resume(after)
                case _ if self.hears(text.encode()):
                    pass
                case _:
                    bad += 1
                    self.push(UNKNOWN_FRAME)
                    if bad >= BAD_FRAMES:
                        self.end(Close.BAD_FRAMES)


class NotificationSocket:
    """The endpoint, plain ASGI."""

    def __init__(self, jitter: Callable[[float, float], float] = random.uniform) -> None:
        self._jitter = jitter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redeem the ticket, then converse until the socket, its sign-in or its time ends."""
        await receive()
        services: Services = scope["app"].state.services
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            after = cursor_of(query.get("after", []))
            welcome = await welcomed(services.database, query.get("ticket", [""])[0])
        except DatabaseUnavailable:
            await refuse(send, 503, "Not now; try again in a moment with another ticket.")
            return
        except ValueError:
            await refuse(send, 422, "after is no number of a notification.")
            return
        if welcome is None:
            await refuse(send, 401, "The ticket is unknown, used or expired; POST /notifications/ticket gives another.")
            return
        await send({"type": "websocket.accept"})
        with services.live.seated(welcome.account_id) as seat:
            protocol: FrameProtocol = scope["extensions"][EXTENSION]
            socket = Socket(services, protocol, seat, welcome.since)
            if len(seat.sockets) >= SOCKETS_OF_ACCOUNT:
                next(iter(seat.sockets)).end(Close.REPLACED)
            seat.sockets[socket] = None
            seconds, code = self._end_of(welcome)
            ends = asyncio.get_running_loop().call_later(seconds, socket.end, code)
            protocol.hears = socket.hears
            noted("connected", welcome.account_id)
            try:
                await socket.converse(receive, after, told=bool(query.get("after")))
            except DatabaseUnavailable:
                with contextlib.suppress(Exception):
                    await send({"type": "websocket.close", "code": 1013})
            finally:
                ends.cancel()
                seat.sockets.pop(socket, None)
                noted("disconnected", welcome.account_id)

    def _end_of(self, welcome: Welcome) -> tuple[float, Close]:
        """Return in how many seconds which end comes: the sign-in's, or that of every socket."""
        life = self._jitter(*LIFE_S)
        if welcome.session_until is not None:
            session = (welcome.session_until - welcome.since).total_seconds()
            if session < life:
                return max(session, 0.0), Close.SESSION_ENDED
        return life, Close.LIVED_LONG


def cursor_of(given: list[str]) -> int | None:
    """Return the number in a query. Raises ValueError."""
    if not given:
        return None
    if len(given[0]) > 18 or not given[0].isascii() or not given[0].isdigit():
        raise ValueError("no number of a notification")
    return int(given[0])


def noted(state: str, account_id: UUID) -> None:
    """Log that a socket came or went."""
    logger("live").info("socket", state=state, account_id=str(account_id))


async def refuse(send: Send, status: int, detail: str) -> None:
    """Answer a handshake with a problem instead (ASGI extension websocket.http.response)."""
    body = json.dumps({"type": "about:blank", "title": "No socket", "status": status, "detail": detail}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


ROUTE = WebSocketRoute("/notifications", NotificationSocket(), name="notification_socket")
