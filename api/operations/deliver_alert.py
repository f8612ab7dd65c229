"""Making the deliveries of one event. A message may come twice, a delivery is made once.

Between sending and saving a crash can still repeat a delivery: for a call for help, twice is better than never.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from api.db import alerts, connections, deliveries, outbox, texts
from api.db.deliveries import Delivery, Outcome
from api.db.pool import Connection
from api.domain.alerts import Severity
from api.domain.notifications import Channel, ConnectionGone, Kind
from api.domain.text_messages import call_text, may_text

TAKE_SECONDS = 10.0
TEXTS_A_DAY = 10_000
EVENT_OF_CHANNEL = {Channel.WEBSOCKET: "pushed_websocket", Channel.SMS: "sms_sent"}


class UnknownEvent(Exception):
    """The message speaks of an event that was never committed."""


class Undelivered(Exception):
    """Something could not be delivered yet; the message must come again."""


# Takes a stored telephone number and the account whose it is, returns the number in the clear.
OpenNumber = Callable[[str, UUID], Awaitable[str]]


class Texter(Protocol):
    """The way to telephones; raises on failure."""

    async def text(self, number: str, message: str) -> str:
        """Send a text message and return the provider's id for it."""


class Sender(Texter, Protocol):
    """The two ways out of here; both raise on failure."""

    async def push(self, connection_id: str, frame: str) -> None:
        """Send a frame to a socket. Raises ConnectionGone."""


@dataclass(frozen=True, slots=True)
class Message:
    """What arrived from the queue: ids and the times of the hops before."""

    outbox_id: int
    alert_id: UUID
    queued_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt went and which sockets it found gone."""

    outcome: Outcome
    gone: tuple[str, ...] = ()


async def deliver_alert(
    transaction: Callable[[], AbstractAsyncContextManager[Connection]],
    sender: Sender,
    open_number: OpenNumber,
    message: Message,
    *,
    texts_a_day: int = TEXTS_A_DAY,
    replies_are_read: bool = False,
) -> list[Outcome]:
    """Make every unfinished delivery of the event and return how they went.

    Beyond `texts_a_day` only the first call of what is urgent is texted. Texts carry a code that answers them only
    where `replies_are_read`. Raises UnknownEvent, and Undelivered after everything else was delivered and saved.
    """
    async with transaction() as connection:
        event = await outbox.event_of(connection, message.outbox_id)
        if event is None or event.alert_id != message.alert_id:
            raise UnknownEvent("the message names an event that does not exist")
        source = str(message.outbox_id)
        detail = json.dumps({"of": event.event})
        hops = [
            ("queued", source, message.queued_at, detail),
            ("received_by_worker", source, message.received_at, detail),
        ]
        await alerts.record_events(connection, message.alert_id, hops)
        taken = await deliveries.take(connection, message.outbox_id, TAKE_SECONDS)
        wording = await texts_of(connection, taken, texts_a_day, replies_are_read=replies_are_read)
        elsewhere = await deliveries.count_in_other_hands(connection, message.outbox_id, [each.id for each in taken])

    attempts = await asyncio.gather(
        *(attempt(sender, open_number, delivery, wording.get(delivery.id)) for delivery in taken)
    )
    outcomes = [made.outcome for made in attempts]
    gone = [connection_id for made in attempts for connection_id in made.gone]
    if taken:
        async with transaction() as connection:
            await deliveries.save_outcomes(connection, outcomes)
            await alerts.record_events(connection, message.alert_id, events_of(taken, outcomes))
            await connections.delete_connections(connection, gone)
    if elsewhere:
        raise Undelivered("another worker is still busy with this event")
    if any(outcome.state == "failed_temp" for outcome in outcomes):
        raise Undelivered("a recipient could not be reached")
    return outcomes


async def texts_of(
    connection: Connection, taken: Sequence[Delivery], texts_a_day: int, *, replies_are_read: bool
) -> Mapping[UUID, str]:
    """Return the text of each delivery by text message that may go out today, with the code that answers it."""
    wording: dict[UUID, str] = {}
    for delivery in sorted(taken, key=lambda each: each.recipient):
        if delivery.channel != Channel.SMS or not delivery.numbers:
            continue
        urgent, first = delivery.severity == Severity.URGENT, delivery.loop == 0
        sent = await texts.count_texts(connection, len(delivery.numbers))
        if not may_text(sent - len(delivery.numbers), texts_a_day, urgent=urgent, first_round=first):
            continue
        code = await texts.reply_code(connection, delivery.recipient, delivery.alert_id) if replies_are_read else None
        reminder = delivery.kind == Kind.REMINDED
        wording[delivery.id] = call_text(code, delivery.locale, drill=delivery.drill, reminder=reminder)
    return wording


async def attempt(sender: Sender, open_number: OpenNumber, delivery: Delivery, text: str | None) -> Attempt:
    """Make one delivery; whatever happens to it stays with it."""
    try:
        async with asyncio.timeout(TAKE_SECONDS / 2):
            if delivery.channel == Channel.SMS:
                return await attempt_sms(sender, open_number, delivery, text)
            return await attempt_push(sender, delivery)
    except Exception as error:  # noqa: BLE001 - one recipient's failure must not keep another from hearing
        return Attempt(Outcome(delivery.id, "failed_temp", type(error).__name__))


async def attempt_push(sender: Sender, delivery: Delivery) -> Attempt:
    """Push a frame to every socket of the recipient; one that arrives is enough."""
    results = await asyncio.gather(
        *(sender.push(connection_id, delivery.frame) for connection_id in delivery.connection_ids),
        return_exceptions=True,
    )
    pairs = list(zip(delivery.connection_ids, results, strict=True))
    gone = tuple(connection_id for connection_id, result in pairs if isinstance(result, ConnectionGone))
    failures = [
        result for result in results if isinstance(result, BaseException) and not isinstance(result, ConnectionGone)
    ]
    if len(gone) + len(failures) < len(pairs):
        return Attempt(Outcome(delivery.id, "sent"), gone)
    if failures:
        return Attempt(Outcome(delivery.id, "failed_temp", type(failures[0]).__name__), gone)
    return Attempt(Outcome(delivery.id, "suppressed", "not_connected"), gone)


async def attempt_sms(sender: Sender, open_number: OpenNumber, delivery: Delivery, text: str | None) -> Attempt:
    """Send a text message to each number that is verified and consents."""
    if not delivery.numbers:
        return Attempt(Outcome(delivery.id, "suppressed", "no_verified_number"))
    if text is None:
        return Attempt(Outcome(delivery.id, "suppressed", "daily_limit"))
    sent = [await sender.text(await open_number(stored, delivery.recipient), text) for stored in delivery.numbers]
    return Attempt(Outcome(delivery.id, "sent", provider_id=sent[0]))


def events_of(taken: Sequence[Delivery], outcomes: Sequence[Outcome]) -> list[tuple[str, str, datetime | None, str]]:
    """Return what the timeline shall say: what was sent, and what was held back and why."""
    events: list[tuple[str, str, datetime | None, str]] = []
    for delivery, outcome in zip(taken, outcomes, strict=True):
        if outcome.state == "sent":
            detail = json.dumps({"attempt": delivery.attempts})
            events.append((EVENT_OF_CHANNEL[Channel(delivery.channel)], str(delivery.id), None, detail))
        elif outcome.state == "suppressed":
            detail = json.dumps({"reason": outcome.reason})
            events.append((f"{delivery.channel}_suppressed", str(delivery.id), None, detail))
    return events
