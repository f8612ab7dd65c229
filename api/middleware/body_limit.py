"""No body over 16 KB but where a route says so: refused by its announced length, or while it is being read."""

import re
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import header
from api.http_errors import problem

LIMIT_BYTES = 16 * 1024


class TooLarge(Exception):
    """More bytes came than are allowed."""


class BodyLimit:
    """Counts the bytes of a request's body, announced or not."""

    def __init__(
        self, app: ASGIApp, limit: int = LIMIT_BYTES, larger: Sequence[tuple[re.Pattern[str], int]] = ()
    ) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger

    def limit_of(self, path: str) -> int:
        """Return how many bytes the body of a request to this path may have."""
        return next((limit for pattern, limit in self.larger if pattern.fullmatch(path)), self.limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counting `receive`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit_of(scope["path"])
        announced = header(scope, b"content-length")
        if announced is None:
            # RFC 9112 §6.3: a request that announces no body in either way has none.
            if scope["method"] == "GET" and header(scope, b"transfer-encoding") is None:
                await self.app(scope, receive, send)
                return
        elif announced.isascii() and announced.isdigit() and int(announced) > limit:
            await self.refuse(limit, scope, receive, send)
            return
        counted = 0
        started = False

        async def receive_counted() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > limit:
                raise TooLarge
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noted)
        except TooLarge:
            if started:
                raise
            await self.refuse(limit, scope, receive, send)

    async def refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413 and let the server close the connection, for its rest is not worth reading."""
        detail = f"A body may have at most {limit // 1024} KB."
        answer = problem(413, "too-large", "Body too large", detail, headers={"connection": "close"})
        await answer(scope, receive, send)
