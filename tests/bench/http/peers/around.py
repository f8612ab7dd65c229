"""What the API does around each route, for the Python peers: a pure ASGI layer, which all of their frameworks take.

It goes on with the caller's trace, bounds the body, sends the security headers, and writes one JSON line a request with
the standard library's logging, formatted by orjson.
"""

import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

import orjson

TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
LARGEST_BODY = 16 * 1024
SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"strict-transport-security", b"max-age=63072000"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = {"level": record.levelname.lower(), "event": record.msg, "timestamp": datetime.now(UTC)}
        return orjson.dumps({**told, **record.__dict__["request"]}).decode()


def request_lines() -> logging.Logger:
    """Return what writes them, to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLine())
    lines = logging.getLogger("bench.requests")
    lines.addHandler(handler)
    lines.setLevel(logging.INFO)
    lines.propagate = False
    return lines


LINES = request_lines()


class Around:
    """The outermost layer of a peer's own."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on and see what becomes of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        named = dict(scope["headers"])
        parent = TRACEPARENT.fullmatch(named.get(b"traceparent", b""))
        trace = parent[1].decode() if parent else secrets.token_hex(16)

        async def send_noted(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *SAFE_HEADERS]}
            await send(message)

        if int(named.get(b"content-length", 0)) > LARGEST_BODY:
            await send_noted({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
            await send_noted({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, send_noted)
        told = {
            "method": scope["method"],
            "route": route_of(scope),
            "status": status,
            "trace_id": trace,
            "duration_ms": round((time.perf_counter() - began) * 1000, 1),
        }
        LINES.info("request", extra={"request": told})


def route_of(scope: Any) -> str:
    """Return what a framework calls the route: paths hold ids of people and are not logged."""
    template = scope.get("path_template") or getattr(scope.get("route"), "path", None)
    return str(template or getattr(scope.get("endpoint"), "__name__", "none"))
