"""One log line a request, safe headers on every answer, and no fault that leaves without an answer of ours."""

import os
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import header
from api.domain.traces import continued
from api.http_errors import unexpected
from api.logs import current_trace, log_request

QUIET = frozenset({"/health/live", "/health/ready"})
SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"strict-transport-security", b"max-age=63072000"),
    (b"referrer-policy", b"no-referrer"),
]
NOT_STORED = (b"cache-control", b"no-store")


class RequestLog:
    """The outermost layer of ours. It logs the route's template, never the path: paths hold ids of people."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and see what becomes of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0
        named = header(scope, b"traceparent")
        trace = continued(named, os.urandom(24).hex())
        current_trace.set(trace)

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], *SAFE_HEADERS]
                if b"cache-control" not in dict(headers):
                    headers.append(NOT_STORED)
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:  # noqa: BLE001 - the last place before the server would print a traceback
            answer = unexpected(error)
            if status == 0:
                await answer(scope, receive, send_noted)
        if scope["path"] not in QUIET:
            log_request(
                at_once=status >= 500,
                method=scope["method"],
                route=getattr(scope.get("route"), "path", "none"),
                status=status,
                status_class=f"{status // 100}xx",
                trace_id=trace.trace_id,
                duration_ms=round((time.perf_counter() - began) * 1000, 1),
            )
