"""dead_letters: what nobody could deliver is cried out, with ids alone, and the alert goes another way at once."""

import hashlib
import json
from uuid import UUID

from api.db.alerts import record_events
from api.db.dead_letters import DeadLetter, insert_dead_letter
from api.operations.escalate_alert import escalate_alert
from api.operations.move_on import move_on
from workers.runtime import Container, Event, handle_batch

LARGEST_ID = 2**63


def describe(record: Event) -> DeadLetter:
    """Return what may be kept of a dead message: its ids, where it has any, and the hash of its text."""
    body = str(record["body"])
    outbox_id: int | None = None
    alert_id: UUID | None = None
    try:
        message = json.loads(json.loads(body)["Message"])
        outbox_id = message["outbox_id"] if type(message["outbox_id"]) is int else None
        alert_id = UUID(message["alert_id"])
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    return DeadLetter(
        message_id=str(record["messageId"]),
        outbox_id=outbox_id if outbox_id is not None and 0 < outbox_id < LARGEST_ID else None,
        alert_id=alert_id,
        receives=int(record.get("attributes", {}).get("ApproximateReceiveCount", 1)),
        body_hash=hashlib.sha256(body.encode()).digest(),
    )


async def process(container: Container, record: Event) -> None:
    """Record one dead message; its alert moves on to the next channel, or to the next who are called."""
    letter, now = describe(record), await container.now()
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        is_new = await insert_dead_letter(connection, letter)
        if letter.alert_id is not None:
            await record_events(connection, letter.alert_id, [("delivery_dead", letter.message_id, None, "{}")])
        if (
            letter.alert_id is not None
            and letter.outbox_id is not None
            and await move_on(connection, letter.alert_id, letter.outbox_id, now=now)
        ):
            await escalate_alert(connection, letter.alert_id, now=now)
    if is_new:
        container.log(
            "error",
            "dead_letter",
            message_id=letter.message_id,
            outbox_id=letter.outbox_id,
            alert_id=letter.alert_id,
            attempts=letter.receives,
        )


CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Record a batch."""
    return handle_batch(CONTAINER, event, process)
