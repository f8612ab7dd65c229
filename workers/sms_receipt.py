"""sms_receipt: what became of text messages, as SNS writes it to CloudWatch Logs: late, twice and in any order.

Amazon SNS, "Viewing CloudWatch Logs" (of SMS deliveries): status, notification.messageId, delivery.providerResponse.
CloudWatch Logs, "Subscription filters with Lambda": lines with their time in milliseconds, zipped, in base64.
"""

import asyncio
import base64
import gzip
import json
from datetime import UTC, datetime, timedelta

from api.db import texts
from api.domain.receipts import Receipt, state_after, state_of
from workers.runtime import Container, Event, Transaction

LARGEST_SEQ = 2**63
# A delivery's text is noted within seconds. Codes and answers are texted too, and no delivery ever has theirs.
SETTLED_AFTER = timedelta(minutes=1)


class NotAReceipt(Exception):
    """The line is no receipt, and never will be."""


class UnknownText(Exception):
    """No delivery has this id, or none yet: the receipt was quicker than what it is about, and must come again."""


class Unsaved(Exception):
    """Some lines could not be saved: all come again, and in the end wait among the dead letters."""


def lines_of(event: Event) -> list[Event]:
    """Return the lines of a subscription's event; none where CloudWatch Logs only tries whether it may call."""
    told = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    lines: list[Event] = told["logEvents"]
    return lines if told["messageType"] == "DATA_MESSAGE" else []


def parse(line: Event) -> Receipt | None:
    """Return the receipt of a line, None for one that says nothing new. Raises NotAReceipt."""
    try:
        seq, told = line["timestamp"], json.loads(line["message"])
        provider_id, status = told["notification"]["messageId"], told["status"]
        response = told["delivery"].get("providerResponse", "")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotAReceipt from None
    if not all(isinstance(each, str) for each in (provider_id, status, response)):
        raise NotAReceipt
    if type(seq) is not int or not 0 <= seq < LARGEST_SEQ:
        raise NotAReceipt
    state = state_of(status, response)
    return None if state is None else Receipt(provider_id, state, seq)


async def save(container: Container, transaction: Transaction, line: Event, now: datetime) -> None:
    """Save what one line says. Raises NotAReceipt, and UnknownText while a delivery may still come to have its id."""
    receipt = parse(line)
    if receipt is None:
        return
    async with transaction() as connection:
        found = await texts.delivery_of_text(connection, receipt.provider_id)
        if found is None:
            if now - datetime.fromtimestamp(receipt.seq / 1000, UTC) < SETTLED_AFTER:
                raise UnknownText
            return
        delivery_id, state, seq = found
        after = state_after(state, seq, receipt)
        await texts.save_receipt(connection, delivery_id, after, receipt.seq)
    if after != state:
        container.log("info", "delivery", delivery_id=delivery_id, state=after, count=1)


async def save_all(container: Container, event: Event, now: datetime) -> None:
    """Save every line that can be. Raises Unsaved when one could not: saving one again changes nothing."""
    transaction = await container.transaction_factory()

    async def one(line: Event) -> bool:
        try:
            await save(container, transaction, line, now)
        except Exception as error:  # noqa: BLE001 - a line that fails must not take its neighbours with it
            container.log("warning", "record_failed", error=type(error).__name__)
            return False
        return True

    if not all(await asyncio.gather(*(one(line) for line in lines_of(event)))):
        raise Unsaved


CONTAINER = Container()


def handler(event: Event, _context: object) -> None:
    """Save a batch of lines."""
    CONTAINER.run(save_all(CONTAINER, event, datetime.now(UTC)))
