"""One log line a request, safe headers on every answer, and no fault that leaves without an answer of ours."""

import os
import time
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import header
from api.domain.traces import Trace, continued
from api.http_errors import unexpected
from api.logs import current_trace, log_request

Headers = list[tuple[bytes, bytes]]

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
        trace = begin_trace(scope)

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": made_safe(message["headers"])}
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:  # noqa: BLE001 - the last place before the server would print a traceback
            answer = unexpected(error)
            if status == 0:
                await answer(scope, receive, send_noted)
        if scope["path"] not in QUIET:
            note(scope, trace, status, began)


def begin_trace(scope: Scope) -> Trace:
    """Go on with the trace that the caller names, or begin one; what the request leads to finds it."""
    trace = continued(header(scope, b"traceparent"), os.urandom(24).hex())
    current_trace.set(trace)
    return trace


def made_safe(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return an answer's headers with those that every answer has; nobody keeps it unless it says who may."""
    safe = [*headers, *SAFE_HEADERS]
    for name, _ in safe:
        if name == b"cache-control":
            return safe
    return [*safe, NOT_STORED]


def note(scope: Scope, trace: Trace, status: int, began: float) -> None:
    """Log an answered request; a fault of ours is written at once."""
    log_request(
        scope["method"],
        getattr(scope.get("route"), "path", "none"),
        status,
        trace_id=trace.trace_id,
        duration_ms=(time.perf_counter() - began) * 1000,
        at_once=status >= 500,
    )
