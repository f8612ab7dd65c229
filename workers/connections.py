"""connections: who has a socket open. API Gateway calls it on $connect, $disconnect and for every frame."""

from datetime import datetime
from uuid import UUID

from api.db.connections import account_of_connection, delete_connections, save_connection
from api.db.inbox import mark_received, page_after
from api.domain.socket_frames import PAGE, PONG, UNKNOWN, Ping, Received, Resume, page_frame, parse
from workers.runtime import Container, Event


async def answer(container: Container, event: Event) -> Event:
    """Return what API Gateway shall answer; a body goes back over the socket."""
    request = event["requestContext"]
    connection_id = str(request["connectionId"])
    if request["eventType"] == "CONNECT":
        account, until = UUID(request["authorizer"]["account_id"]), request["authorizer"].get("session_until")
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            await save_connection(connection, connection_id, account, datetime.fromisoformat(until) if until else None)
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
    """Answer a ping, replay what was missed, note what was received; what else is said is never repeated."""
    match parse(body):
        case Ping():
            return {"statusCode": 200, "body": PONG}
        case Received(seq):
            account = await account_behind(container, connection_id)
            if account is not None:
                transaction = await container.transaction_factory()
                async with transaction() as connection:
                    await mark_received(connection, {account: seq})
            return {"statusCode": 200}
        case Resume(after):
            account = await account_behind(container, connection_id)
            if account is None:
                return {"statusCode": 410}
            async with await container.on_behalf_of(account) as connection:
                page = await page_after(connection, account, after, PAGE)
            return {"statusCode": 200, "body": page_frame(page.items, page.next, more=page.more)}
        case _:
            return {"statusCode": 400, "body": UNKNOWN}


async def account_behind(container: Container, connection_id: str) -> UUID | None:
    """Return whose socket this is, None for one that is not remembered."""
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        return await account_of_connection(connection, connection_id)


CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Answer one call of API Gateway."""
    return CONTAINER.run(answer(CONTAINER, event))
