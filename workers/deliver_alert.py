"""deliver_alert: from the queue to sockets and telephones."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from api.db.contact_methods import ADDRESS
from api.db.data_keys import FieldKeys
from api.domain.traces import TRACEPARENT
from api.operations.deliver_alert import TEXTS_A_DAY, Message, Sender, deliver_alert
from api.settings import parse_count
from workers.aws_sender import aws_sender
from workers.runtime import Container, Event, ProcessRecord, handle_batch

LARGEST_ID = 2**63


class Poison(Exception):
    """The message is not one of ours and never will be; after its receives it goes to the dead letters."""


def parse(record: Event) -> Message:
    """Return the message of a queue record, which holds an envelope of SNS. Raises Poison."""
    try:
        body = json.loads(json.loads(record["body"])["Message"])
        return Message(
            outbox_id=outbox_id(body["outbox_id"]),
            alert_id=UUID(body["alert_id"]),
            queued_at=datetime.fromtimestamp(int(record["attributes"]["SentTimestamp"]) / 1000, UTC),
            received_at=datetime.now(UTC),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise Poison("the message is not an alert event") from None


def trace_of(record: Event) -> str | None:
    """Return the trace that a queue record belongs to, none if it names none."""
    try:
        named = json.loads(record["body"])["MessageAttributes"]["traceparent"]["Value"]
        found = TRACEPARENT.fullmatch(named)
    except (ValueError, TypeError, KeyError):
        return None
    return found[1] if found else None


def outbox_id(value: object) -> int:
    """Return the value if it can be the id of an outbox row. Raises ValueError."""
    if type(value) is not int or not 0 < value < LARGEST_ID:
        raise ValueError
    return value


def delivering_with(sender_of: Callable[[Container], Sender]) -> ProcessRecord:
    """Return how to deliver one message through a sender."""

    async def process(container: Container, record: Event) -> None:
        message = parse(record)
        transaction, keys = await container.transaction_factory(), await container.field_keys()
        texts_a_day = parse_count(container.environ.get("TEXTS_A_DAY") or str(TEXTS_A_DAY), "TEXTS_A_DAY")
        outcomes = await deliver_alert(
            transaction,
            sender_of(container),
            partial(opened, keys),
            message,
            texts_a_day=texts_a_day,
            replies_are_read=container.environ.get("TEXT_REPLIES") == "true",
        )
        for outcome in outcomes:
            container.log(
                "info",
                "delivery",
                alert_id=message.alert_id,
                outbox_id=message.outbox_id,
                delivery_id=outcome.delivery_id,
                state=outcome.state,
                count=1,
                trace_id=trace_of(record),
                reason=outcome.reason,
            )

    return process


async def opened(keys: FieldKeys, stored: str, account_id: UUID) -> str:
    """Return a stored telephone number in the clear."""
    return await keys.open(stored, ADDRESS, account_id)


CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Deliver a batch."""
    return handle_batch(CONTAINER, event, delivering_with(aws_sender))
