"""deliver_alert: from the queue to sockets and telephones."""

import asyncio
import itertools
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from api.db.contact_methods import ADDRESS
from api.db.data_keys import FieldKeys
from api.domain.traces import TRACEPARENT
from api.operations.deliver_alert import ConnectionGone, Message, Sender, deliver_alert
from api.settings import require
from workers.runtime import Container, Event, ProcessRecord, client, handle_batch

LARGEST_ID = 2**63
PATIENCE_S = 2.0  # of pauses; a delivery as a whole has five seconds
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0


class Poison(Exception):
    """The message is not one of ours and never will be; after its receives it goes to the dead letters."""


class AwsSender:
    """Pushes through API Gateway's management endpoint and texts through SNS, each call in a thread of its own."""

    def __init__(self, sockets: Any, sns: Any, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._sockets = sockets
        self._sns = sns
        self._uniform = uniform

    async def push(self, connection_id: str, frame: str) -> None:
        """Send a frame to a socket, again after a pause while API Gateway says that there are too many (429).

        Raises ConnectionGone (410), and what API Gateway said when the patience is used up: the queue comes again.
        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
        """
        patience = PATIENCE_S
        for attempt in itertools.count():
            try:
                await asyncio.to_thread(
                    self._sockets.post_to_connection, ConnectionId=connection_id, Data=frame.encode()
                )
            except self._sockets.exceptions.GoneException:
                raise ConnectionGone from None
            except self._sockets.exceptions.LimitExceededException:
                pause = self._uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**attempt))
                patience -= pause
                if patience <= 0:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def text(self, number: str, message: str) -> str:
        """Send a text message and return SNS's id for it."""
        kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        answer = await asyncio.to_thread(self._sns.publish, PhoneNumber=number, Message=message, MessageAttributes=kind)
        return str(answer["MessageId"])


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
        outcomes = await deliver_alert(transaction, sender_of(container), partial(opened, keys), message)
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


def aws_sender(container: Container) -> AwsSender:
    """Return the sender of this container, made at the first use."""
    if not SENDERS:
        url = require(container.environ, ["CONNECTIONS_URL"])["CONNECTIONS_URL"]
        sockets = client("apigatewaymanagementapi", container.environ, attempts=1, endpoint_url=url)
        SENDERS.append(AwsSender(sockets, client("sns", container.environ)))
    return SENDERS[0]


SENDERS: list[AwsSender] = []
CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Deliver a batch."""
    return handle_batch(CONTAINER, event, delivering_with(aws_sender))
