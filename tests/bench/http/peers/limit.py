"""Bare ASGI and asyncpg: as little as can stand between a socket and the statements. It verifies nothing."""

import json
from typing import Any
from urllib.parse import parse_qs

from tests.bench.http.peers.work import Refused, new_key, told

JSON = (b"content-type", b"application/json")
work = told()


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer one request."""
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    headers = dict(scope["headers"])
    status, more = 200, []
    try:
        caller = work.senders[headers[b"authorization"]]
        path = scope["path"]
        if path == "/symbols":
            body, more = work.symbols, [(b"etag", work.etag.encode())]
        elif path == "/tasks":
            person = parse_qs(scope["query_string"].decode())["user_id"][0]
            body = (await work.seen("tasks", caller, person, "tasks")).encode()
        elif path == "/intents":
            asked = json.loads(await whole(receive))
            body = await work.understand(asked.get("symbols"), asked.get("text"), asked.get("locale", "en"))
        elif path == "/alerts":
            asked = json.loads(await whole(receive))
            key = headers.get(b"idempotency-key", b"").decode() or new_key()
            body, status = (await work.press(caller, asked["person_id"], asked["sentence"], key)).encode(), 201
        else:
            body = (await work.seen("board", caller, path.split("/")[2], "board")).encode()
    except Refused:
        status, body = 403, b"{}"
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [JSON, length, *more]})
    await send({"type": "http.response.body", "body": body})


async def whole(receive: Any) -> bytes:
    """Return a request's body."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def live(receive: Any, send: Any) -> None:
    """Open the work when the server starts, close it when it stops."""
    await receive()
    await work.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await work.close()
    await send({"type": "lifespan.shutdown.complete"})
