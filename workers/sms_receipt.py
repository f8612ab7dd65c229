"""sms_receipt: what became of text messages, as the provider tells it: late, twice and in any order.

AWS End User Messaging SMS, "Event types for SMS": eventType, eventTimestamp in milliseconds, messageId.
"""

import json

from api.db import texts
from api.domain.receipts import STATE_OF_EVENT, Receipt, state_after
from workers.runtime import Container, Event, handle_batch

LARGEST_SEQ = 2**63


class NotAReceipt(Exception):
    """The message is no receipt; after its receives it goes to the dead letters."""


class UnknownText(Exception):
    """No delivery has this id, or none yet: the receipt was quicker than what it is about, and must come again."""


def parse(record: Event) -> Receipt | None:
    """Return the receipt of a queue record, None for one that says nothing new. Raises NotAReceipt."""
    try:
        body = json.loads(json.loads(record["body"])["Message"])
        kind, provider_id, seq = body["eventType"], body["messageId"], body["eventTimestamp"]
    except (ValueError, TypeError, KeyError):
        raise NotAReceipt("the message is no receipt") from None
    if not isinstance(provider_id, str) or type(seq) is not int or not 0 <= seq < LARGEST_SEQ:
        raise NotAReceipt("the message is no receipt")
    state = STATE_OF_EVENT.get(kind) if isinstance(kind, str) else None
    return None if state is None else Receipt(provider_id, state, seq)


async def process(container: Container, record: Event) -> None:
    """Save what one receipt says."""
    receipt = parse(record)
    if receipt is None:
        return
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        found = await texts.delivery_of_text(connection, receipt.provider_id)
        if found is None:
            raise UnknownText
        delivery_id, state, seq = found
        after = state_after(state, seq, receipt)
        await texts.save_receipt(connection, delivery_id, after, receipt.seq)
    if after != state:
        container.log("info", "delivery", delivery_id=delivery_id, state=after, count=1)


CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Save a batch."""
    return handle_batch(CONTAINER, event, process)
