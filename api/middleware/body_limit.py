"""No body over 16 KB but where a route says so: refused by its announced length, or while it is being read."""

import re
from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import header
from api.http_errors import problem

LIMIT_BYTES = 16 * 1024


class TooLarge(Exception):
    """More bytes came than are allowed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def answer(self) -> Response:
        """Return 413, after which the server closes the connection, for its rest is not worth reading."""
        detail = f"A body may have at most {self.limit // 1024} KB."
        return problem(413, "too-large", "Body too large", detail, headers={"connection": "close"})


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
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, bounded(scope, receive, self.limit_of(scope["path"])), send_noted)
        except TooLarge as error:
            if started:
                raise
            await error.answer()(scope, receive, send)


def bounded(scope: Scope, receive: Receive, limit: int) -> Receive:
    """Return a `receive` that gives no more than `limit` bytes. It and this function raise TooLarge."""
    announced = header(scope, b"content-length")
    if announced is None:
        # RFC 9112 §6.3: a request that announces no body in either way has none.
        if scope["method"] == "GET" and header(scope, b"transfer-encoding") is None:
            return receive
    elif announced.isascii() and announced.isdigit() and int(announced) > limit:
        raise TooLarge(limit)
    counted = 0

    async def receive_counted() -> Message:
        nonlocal counted
        message = await receive()
        counted += len(message.get("body", b""))
        if counted > limit:
            raise TooLarge(limit)
        return message

    return receive_counted
