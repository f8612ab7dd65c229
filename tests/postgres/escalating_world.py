"""Sam calls in a database, and the functions that do not let the call rest."""

import asyncio
import base64
import gzip
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg

from api.db import escalation_policies
from api.db.pool import Connection, Context, Database
from api.domain.alerts import Severity
from api.domain.escalation_policy import DEFAULT, Policy
from api.operations.acknowledge_alert import acknowledge_alert
from api.operations.raise_alert import PressRequest, raise_alert
from api.settings import DatabaseSettings
from tests.postgres.local_keys import LocalKeys
from tests.postgres.people import People, seeded
from tests.postgres.test_deliver_alert import Recipients
from workers import dead_letters, deliver_alert, sms_receipt, sms_reply
from workers.escalate import Round, escalate
from workers.runtime import Container, ProcessRecord, handle_batch

T = TypeVar("T")
NOW = datetime.now(UTC).replace(microsecond=0)
NUMBERS = {"Ana": "+15555550142", "Ben": "+15555550143"}


@contextmanager
def container_of(settings: DatabaseSettings, **more: str) -> Iterator[Container]:
    """Make what a function's process has, and close it."""
    host, port = settings.hosts[0]
    variables = {"DATABASE_HOSTS": f"{host}:{port}", "DATABASE_NAME": settings.name, "DATABASE_SSLMODE": "disable"}
    secret = json.dumps({"username": settings.user, "password": settings.password})
    made = Container(
        {**variables, "CONTACT_TEST_DAYS": "0", "TEXT_REPLIES": "true", **more}, lambda _: secret, lambda _: LocalKeys()
    )
    try:
        yield made
    finally:
        made.close()


class World:
    """Everybody around Sam; nothing is open when it begins."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.recipients = Recipients()

        async def seed() -> tuple[Database, People]:
            database = await container.database()
            people = await seeded(database)
            async with database.transaction(Context.worker()) as connection:
                await connection.execute(
                    "UPDATE alerts SET state = 'resolved', next_step_at = NULL, closed_at = now() - interval '8 days'"
                )
                await connection.execute("UPDATE contact_methods SET stopped_at = NULL")
                await connection.execute(
                    "UPDATE caregiver SET quiet_from = NULL, quiet_to = NULL, contact_proved_at = now(),"
                    " contact_tested_at = now()"
                )
            return database, people

        self.database, self.people = container.run(seed())
        self.sam, self.accounts = self.people.persons["Sam"], self.people.accounts
        self.save_policy(DEFAULT)

    def doing(self, who: str | None, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Do something in a transaction of somebody's, or of the system's."""
        context = Context.worker() if who is None else Context(self.accounts[who])

        async def do() -> T:
            async with self.database.transaction(context) as connection:
                return await work(connection)

        return self.container.run(do())

    def rows(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Ask the database as the functions do."""
        return self.doing(None, lambda connection: connection.fetch(query, *arguments))

    def press(
        self, severity: Severity = Severity.NEED, sentence: str = "Water.", at: datetime = NOW, *, drill: bool = False
    ) -> UUID:
        """Press as Sam."""
        request = PressRequest(uuid4().hex, self.sam, severity, sentence, (), None, None, drill=drill)
        me = self.accounts["Sam"]
        text = self.doing("Sam", lambda connection: raise_alert(connection, me, request, now=at, new_id=uuid4))
        return UUID(json.loads(text)["id"])

    def answer(self, who: str, alert: UUID, at: datetime) -> dict[str, Any]:
        """Acknowledge as a caregiver."""
        account = self.accounts[who]
        text = self.doing(who, lambda connection: acknowledge_alert(connection, account, alert, now=at))
        found: dict[str, Any] = json.loads(text)
        return found

    def save_policy(self, policy: Policy) -> None:
        """Save Sam's policy as Ana."""

        async def save(connection: Connection) -> bool:
            version = (await escalation_policies.saved_policy(connection, self.sam)).version + 1
            return await escalation_policies.save_policy(
                connection, self.sam, version, policy, self.accounts["Ana"], NOW
            )

        assert self.doing("Ana", save)

    def round(self, now: datetime) -> Round:
        """Run the clock's function once."""
        return self.container.run(escalate(self.container, now))

    def rounds_at_once(self, now: datetime) -> list[Round]:
        """Run it twice at the same moment."""

        async def both() -> list[Round]:
            return list(await asyncio.gather(*(escalate(self.container, now) for _ in range(2))))

        return self.container.run(both())

    def alert(self, alert: UUID) -> asyncpg.Record:
        """Return an alert's row."""
        [row] = self.rows("SELECT * FROM alerts WHERE id = $1", alert)
        return row

    def timeline(self, alert: UUID) -> list[str]:
        """Return what happened to an alert, hops left out."""
        hops = ["queued", "received_by_worker", "published"]
        told = self.rows(
            "SELECT event FROM alert_events WHERE alert_id = $1 AND event <> ALL ($2::text[]) ORDER BY id", alert, hops
        )
        return [row["event"] for row in told]

    def told(self, alert: UUID, who: str) -> list[str]:
        """Return the kinds of what somebody was told of an alert."""
        rows = self.rows(
            "SELECT kind FROM inbox WHERE alert_id = $1 AND recipient = $2 ORDER BY seq", alert, self.accounts[who]
        )
        return [row["kind"] for row in rows]

    def deliver(self, alert: UUID) -> None:
        """Bring every message of an alert, as the relay and the queue would."""
        events = self.rows("SELECT id FROM outbox WHERE alert_id = $1 ORDER BY id", alert)
        for event in events:
            body = {"outbox_id": event["id"], "alert_id": str(alert), "event": "raised"}
            self.bring(deliver_alert.delivering_with(lambda _: self.recipients), body, str(event["id"]))

    def dies(self, alert: UUID, message_id: str) -> None:
        """Let the message of an alert's newest event die."""
        [row] = self.rows("SELECT max(id) AS id FROM outbox WHERE alert_id = $1", alert)
        self.letter(alert, row["id"], message_id)

    def letter(self, alert: UUID, outbox_id: int, message_id: str) -> None:
        """Bring a dead message."""
        self.bring(dead_letters.process, {"outbox_id": outbox_id, "alert_id": str(alert)}, message_id)

    def reply(self, who: str, words: str, message_id: str | None = None, number: str | None = None) -> list[str]:
        """Text back as a caregiver, and return what is answered."""
        before = len(self.recipients.texts)
        body = {
            "originationNumber": number or NUMBERS[who],
            "messageBody": words,
            "inboundMessageId": message_id or uuid4().hex,
        }
        self.bring(sms_reply.answering_with(lambda _: self.recipients), body, uuid4().hex)
        return [text for _, text in self.recipients.texts[before:]]

    def receipt(self, status: str, response: str, at: int, provider_id: str = "provider-1") -> None:
        """Bring what SNS writes of a text, as CloudWatch Logs hands it on. Raises Unsaved."""
        told = {
            "notification": {"messageId": provider_id, "timestamp": "2026-11-26 00:00:00.000"},
            "delivery": {"destination": "+15555550100", "providerResponse": response},
            "status": status,
        }
        batch = {
            "messageType": "DATA_MESSAGE",
            "logEvents": [{"id": "1", "timestamp": at, "message": json.dumps(told)}],
        }
        data = base64.b64encode(gzip.compress(json.dumps(batch).encode())).decode()
        self.container.run(sms_receipt.save_all(self.container, {"awslogs": {"data": data}}, NOW))

    def bring(self, process: ProcessRecord, body: dict[str, Any], message_id: str) -> None:
        """Bring a message through the envelope of a topic."""
        sent = str(int(NOW.timestamp() * 1000))
        record = {
            "messageId": message_id,
            "attributes": {"SentTimestamp": sent, "ApproximateReceiveCount": "3"},
            "body": json.dumps({"Message": json.dumps(body)}),
        }
        assert handle_batch(self.container, {"Records": [record]}, process) == {"batchItemFailures": []}
