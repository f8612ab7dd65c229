"""connections: who has a socket open. API Gateway calls it on $connect, $disconnect and for every frame."""

import json
from typing import Any
from uuid import UUID

from api.db.connections import account_of_connection, delete_connections, save_connection
from api.db.inbox import mark_received
from workers.runtime import Container, Event

LARGEST_SEQ = 2**63


async def answer(container: Container, event: Event) -> Event:
    """Return what API Gateway shall answer; a body goes back over the socket."""
    request = event["requestContext"]
    connection_id = str(request["connectionId"])
    if request["eventType"] == "CONNECT":
        account = UUID(request["authorizer"]["account_id"])
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            await save_connection(connection, connection_id, account)
        container.log("info", "connected", connection_id=connection_id, account_id=account)
    elif request["eventType"] == "DISCONNECT":
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            await delete_connections(connection, [connection_id])
        container.log("info", "disconnected", connection_id=connection_id)
    else:
        return await answer_frame(container, connection_id, event.get("body"))
    return {"statusCode": 200}


async def answer_frame(container: Container, connection_id: str, body: object) -> Event:
    """Answer a ping, note what was received; anything else is refused without a word of it being repeated."""
    frame = parse(body)
    seq = frame.get("seq")
    if frame.get("action") == "ping":
        return {"statusCode": 200, "body": json.dumps({"type": "pong"})}
    if frame.get("action") == "received" and type(seq) is int and 0 < seq < LARGEST_SEQ:
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            account = await account_of_connection(connection, connection_id)
            if account is not None:
                await mark_received(connection, account, seq)
        return {"statusCode": 200}
    return {"statusCode": 400, "body": json.dumps({"type": "error", "detail": "unknown action"})}


def parse(body: object) -> dict[str, Any]:
    """Return the frame, empty when it is no JSON object."""
    try:
        frame = json.loads(body) if isinstance(body, str) else None
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Answer one call of API Gateway."""
    return CONTAINER.run(answer(CONTAINER, event))
