"""sms_reply: what caregivers answer to text messages. Two-way messages come over a topic and a queue.

AWS End User Messaging SMS, "Two-way SMS message payload": originationNumber, messageBody, inboundMessageId.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from api.db import texts
from api.db.contact_methods import ADDRESS
from api.domain.alert_endings import Resolution
from api.domain.errors import NotAllowed, NotFound, StateConflict
from api.domain.text_messages import Reply, Verb, answer_text, parse_reply
from api.operations.acknowledge_alert import acknowledge_alert
from api.operations.close_alert import close_alert
from api.operations.deliver_alert import Texter
from api.operations.stop_texts import stop_texts
from workers.aws_sender import aws_texter
from workers.runtime import Container, Event, ProcessRecord, handle_batch

NOT_ALERTS = {Verb.HELP: "help", Verb.UNKNOWN: "unknown"}


class NotAText(Exception):
    """The message is no text message; after its receives it goes to the dead letters."""


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text message that came in; neither number nor words are ever shown."""

    id: str
    number: str = field(repr=False)
    words: str = field(repr=False)


def parse(record: Event) -> InboundText:
    """Return the text message of a queue record, which holds an envelope of SNS. Raises NotAText."""
    try:
        body = json.loads(json.loads(record["body"])["Message"])
        found = InboundText(body["inboundMessageId"], body["originationNumber"], body["messageBody"])
    except (ValueError, TypeError, KeyError):
        raise NotAText("the message is no text message") from None
    if not all(isinstance(each, str) and each for each in (found.id, found.number, found.words)):
        raise NotAText("the message is no text message")
    return found


def answering_with(texter_of: Callable[[Container], Texter]) -> ProcessRecord:
    """Return how to act on one text message and answer it by another."""

    async def process(container: Container, record: Event) -> None:
        inbound = parse(record)
        cipher = await (await container.field_keys()).cipher()
        indexes = cipher.indexes(inbound.number, ADDRESS)
        transaction = await container.transaction_factory()
        reply, now = parse_reply(inbound.words), await container.now()
        async with transaction() as connection:
            # Whoever asks to be left alone need not prove anything.
            senders = await texts.texters(connection, indexes, proved=reply.verb is not Verb.STOP)
        if not senders:
            container.log("info", "text_from_nobody", count=1)
            return
        accounts = [each.account_id for each in senders]
        if reply.verb in (Verb.ACKNOWLEDGE, Verb.RESOLVE):
            async with transaction() as connection:
                known = await texts.is_known_text(connection, inbound.id)
            # What is done here can be done again: the answer is noted last, so that a crash loses none.
            answer = None if known else await answer_alerts(container, accounts, reply, now)
        else:
            answer = NOT_ALERTS.get(reply.verb) or ("stopped" if reply.verb is Verb.STOP else "started")
        async with transaction() as connection:
            if not await texts.is_new_text(connection, inbound.id) or answer is None:
                return
            if reply.verb in (Verb.STOP, Verb.START):
                await stop_texts(connection, indexes, accounts, stopped=reply.verb is Verb.STOP, now=now)
        container.log("info", "text_answered", reason=answer, count=1)
        await texter_of(container).text(inbound.number, answer_text(answer, senders[0].locale))

    return process


async def answer_alerts(container: Container, accounts: list[UUID], reply: Reply, now: datetime) -> str:
    """Acknowledge or resolve what a code stands for, or all, each in its account's name; return what to answer."""
    transaction = await container.transaction_factory()
    async with transaction() as connection:
        meant = await texts.texted_alerts(connection, accounts, reply.code)
    if reply.code is not None:
        meant = meant[:1]
    answer = "no_such_code"
    for account, alert in meant:
        try:
            async with await container.acting_for(account) as connection:
                if reply.verb is Verb.RESOLVE:
                    await close_alert(connection, account, alert, Resolution.HELPED, None, now=now, via="sms")
                    answer = "done"
                else:
                    told = json.loads(await acknowledge_alert(connection, account, alert, now=now, via="sms"))
                    answer = "already" if told["already"] else "coming"
        except StateConflict:
            answer = "over"
        except (NotFound, NotAllowed):
            continue
    return answer


CONTAINER = Container()


def handler(event: Event, _context: object) -> Event:
    """Act on a batch."""
    return handle_batch(CONTAINER, event, answering_with(aws_texter))
