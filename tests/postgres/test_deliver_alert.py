"""Deliveries are made once each, one by one, whatever the queue and the recipients do."""

import asyncio
import json
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.db.connections import save_connection
from api.db.inbox import mark_received
from api.db.pool import Context, Database
from api.domain.alerts import Severity
from api.domain.notifications import ConnectionGone
from api.operations.acknowledge_alert import acknowledge_alert
from api.operations.deliver_alert import Message, Undelivered, UnknownEvent, deliver_alert
from api.operations.raise_alert import PressRequest, raise_alert
from tests.postgres.local_keys import LocalKeys, field_keys
from tests.postgres.people import People, seeded
from workers.deliver_alert import opened


class Recipients:
    """Sockets and telephones, some of which fail."""

    def __init__(self) -> None:
        self.frames: list[tuple[str, dict[str, Any]]] = []
        self.texts: list[tuple[str, str]] = []
        self.failing: set[str] = set()
        self.gone: set[str] = set()

    async def push(self, connection_id: str, frame: str) -> None:
        """Take a frame."""
        await asyncio.sleep(0.01)
        if connection_id in self.gone:
            raise ConnectionGone
        if connection_id in self.failing:
            raise ConnectionError
        self.frames.append((connection_id, json.loads(frame)))

    async def text(self, number: str, message: str) -> str:
        """Take a text message."""
        if number in self.failing:
            raise ConnectionError
        self.texts.append((number, message))
        return "provider-1"


@pytest.fixture
async def people(database: Database) -> People:
    """Seed the people, with Ana and Sam connected."""
    people = await seeded(database)
    async with database.transaction(Context.worker()) as connection:
        await connection.execute("DELETE FROM connections")
        await save_connection(connection, "ana-1", people.accounts["Ana"])
        await save_connection(connection, "sam-1", people.accounts["Sam"])
    return people


async def pressed(database: Database, people: People) -> Message:
    """Press for Sam and return the message that the queue would bring."""
    sam = people.accounts["Sam"]
    request = PressRequest(uuid4().hex, people.persons["Sam"], Severity.URGENT, f"Pain {uuid4().hex}", (), None, None)
    async with database.transaction(Context(sam)) as connection:
        alert = json.loads(await raise_alert(connection, sam, request, now=datetime.now(UTC), new_id=uuid4))
    return await message_of(database, UUID(alert["id"]))


async def message_of(database: Database, alert_id: UUID) -> Message:
    """Return the message of an alert's newest event."""
    async with database.transaction(Context.worker()) as connection:
        outbox_id = await connection.fetchval("SELECT max(id) FROM outbox WHERE alert_id = $1", alert_id)
    return Message(outbox_id, alert_id, datetime.now(UTC), datetime.now(UTC))


async def deliver(
    database: Database, recipients: Recipients, message: Message, service: LocalKeys | None = None
) -> dict[str, int]:
    """Deliver and return how many deliveries ended in which state."""
    keys = field_keys(database, service)
    outcomes = await deliver_alert(
        lambda: database.transaction(Context.worker()), recipients, partial(opened, keys), message
    )
    states = [outcome.state for outcome in outcomes]
    return {state: states.count(state) for state in states}


async def timeline(database: Database, message: Message) -> list[str]:
    """Return the names of what happened to the alert."""
    async with database.transaction(Context.worker()) as connection:
        rows = await connection.fetch(
            "SELECT event FROM alert_events WHERE alert_id = $1 ORDER BY id", message.alert_id
        )
    return [row["event"] for row in rows]


async def test_sockets_and_telephones_are_reached_and_the_text_tells_nothing(
    database: Database, people: People
) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    assert await deliver(database, recipients, message) == {"sent": 3, "suppressed": 1}
    [(connection_id, frame)] = recipients.frames
    assert (connection_id, frame["type"], frame["kind"]) == ("ana-1", "notification", "alert_raised")
    assert {number for number, _ in recipients.texts} == {"+15555550142", "+15555550143"}
    assert not any(word in text for _, text in recipients.texts for word in ("Sam", "Pain", str(message.alert_id)))
    told = await timeline(database, message)
    assert told[:3] == ["committed", "queued", "received_by_worker"]
    assert sorted(told[3:]) == ["pushed_websocket", "sms_sent", "sms_sent", "websocket_suppressed"]


async def test_a_message_that_comes_twice_is_delivered_once(database: Database, people: People) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    await deliver(database, recipients, message)
    before = await timeline(database, message)
    assert await deliver(database, recipients, message) == {}
    assert (len(recipients.frames), len(recipients.texts)) == (1, 2)
    assert await timeline(database, message) == before


async def test_two_workers_with_the_same_message_deliver_once_and_one_lets_it_come_again(
    database: Database, people: People
) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    results = await asyncio.gather(*(deliver(database, recipients, message) for _ in range(2)), return_exceptions=True)
    assert (len(recipients.frames), len(recipients.texts)) == (1, 2)
    assert sorted(type(result).__name__ for result in results) in (["Undelivered", "dict"], ["dict", "dict"])


async def test_one_failing_recipient_does_not_keep_the_others_from_hearing_and_is_tried_again(
    database: Database, people: People
) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    recipients.failing = {"+15555550142"}
    with pytest.raises(Undelivered):
        await deliver(database, recipients, message)
    assert (len(recipients.frames), [number for number, _ in recipients.texts]) == (1, ["+15555550143"])
    recipients.failing = set()
    assert await deliver(database, recipients, message) == {"sent": 1}
    assert sorted(number for number, _ in recipients.texts) == ["+15555550142", "+15555550143"]
    assert len(recipients.frames) == 1


async def test_while_no_key_can_be_had_sockets_are_reached_and_telephones_as_soon_as_it_can(
    database: Database, people: People
) -> None:
    recipients, message, service = Recipients(), await pressed(database, people), LocalKeys()
    service.down = True
    with pytest.raises(Undelivered):
        await deliver(database, recipients, message, service)
    assert (len(recipients.frames), recipients.texts) == (1, [])
    service.down = False
    assert await deliver(database, recipients, message, service) == {"sent": 2}


async def test_a_socket_that_is_gone_is_forgotten(database: Database, people: People) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    recipients.gone = {"ana-1"}
    assert await deliver(database, recipients, message) == {"suppressed": 2, "sent": 2}
    async with database.transaction(Context.worker()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM connections WHERE connection_id = 'ana-1'") == 0


async def test_a_socket_whose_sign_in_has_run_out_is_told_nothing(database: Database, people: People) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    async with database.transaction(Context.worker()) as connection:
        await save_connection(connection, "ana-1", people.accounts["Ana"], datetime.now(UTC))
    assert await deliver(database, recipients, message) == {"sent": 2, "suppressed": 2}
    assert recipients.frames == []


async def test_one_working_socket_of_several_is_enough(database: Database, people: People) -> None:
    async with database.transaction(Context.worker()) as connection:
        await save_connection(connection, "ana-2", people.accounts["Ana"])
    recipients, message = Recipients(), await pressed(database, people)
    recipients.failing = {"ana-2"}
    assert (await deliver(database, recipients, message))["sent"] == 3


async def test_who_withdrew_consent_gets_no_text(database: Database, people: People) -> None:
    async with database.transaction(Context.worker()) as connection:
        await connection.execute(
            "UPDATE contact_methods SET stopped_at = now() WHERE account_id = $1", people.accounts["Ben"]
        )
    recipients, message = Recipients(), await pressed(database, people)
    await deliver(database, recipients, message)
    async with database.transaction(Context.worker()) as connection:
        await connection.execute("UPDATE contact_methods SET stopped_at = NULL")
    assert [number for number, _ in recipients.texts] == ["+15555550142"]
    assert "sms_suppressed" in await timeline(database, message)


async def test_a_delivery_left_in_the_middle_is_taken_up_after_its_deadline(database: Database, people: People) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    async with database.transaction(Context.worker()) as connection:
        await connection.execute(
            "UPDATE deliveries SET state = 'sending', deadline = now() + interval '1 minute' WHERE outbox_id = $1",
            message.outbox_id,
        )
    with pytest.raises(Undelivered, match="another worker"):
        await deliver(database, recipients, message)
    async with database.transaction(Context.worker()) as connection:
        await connection.execute(
            "UPDATE deliveries SET deadline = now() - interval '1 s' WHERE outbox_id = $1", message.outbox_id
        )
    assert (await deliver(database, recipients, message))["sent"] == 3


async def test_what_the_device_confirmed_stays_delivered(database: Database, people: People) -> None:
    recipients, message = Recipients(), await pressed(database, people)
    await deliver(database, recipients, message)
    seq = recipients.frames[0][1]["seq"]
    for _ in range(2):
        async with database.transaction(Context.worker()) as connection:
            await mark_received(connection, {people.accounts["Ana"]: seq})
            state = await connection.fetchval(
                "SELECT state FROM deliveries WHERE recipient = $1 AND seq = $2 AND channel = 'websocket'",
                people.accounts["Ana"],
                seq,
            )
    assert state == "delivered"


async def test_the_answer_goes_to_the_persons_socket_and_to_those_of_who_gave_it(
    database: Database, people: People
) -> None:
    message = await pressed(database, people)
    ana = people.accounts["Ana"]
    async with database.transaction(Context(ana)) as connection:
        await acknowledge_alert(connection, ana, message.alert_id, now=datetime.now(UTC))
    recipients = Recipients()
    await deliver(database, recipients, await message_of(database, message.alert_id))
    told = {(connection_id, frame["kind"], frame["body"]["message"]) for connection_id, frame in recipients.frames}
    assert told == {
        ("sam-1", "alert_acknowledged", "Ana is coming."),
        ("ana-1", "alert_handled", "Ana is coming."),
    }
    assert recipients.texts == []


async def test_an_event_that_never_was_is_refused(database: Database, people: People) -> None:
    message = await pressed(database, people)
    for forged in (
        Message(2**40, message.alert_id, message.queued_at, message.received_at),
        Message(message.outbox_id, uuid4(), message.queued_at, message.received_at),
    ):
        with pytest.raises(UnknownEvent):
            await deliver(database, Recipients(), forged)
