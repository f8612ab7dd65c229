"""escalate: each minute, alerts that nobody has answered go on, and what is stuck is found, told of and healed."""

import asyncio
import http.client
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from api.db import connections, contact_tests, escalation
from api.db.pool import Connection
from api.operations.escalate_alert import escalate_alert
from api.operations.move_on import move_on
from api.operations.prove_contact import prove_contact
from api.settings import web_address
from workers.aws_sender import aws_sender
from workers.runtime import POOL_SIZE, Container, Event, Transaction

T = TypeVar("T")
BATCH = 500
# One run ends before the next begins; what is left is due first then.
PATIENCE_S = 45.0
# A delivery gets on within three receives of the queue, or another way is taken.
STUCK_AFTER = timedelta(minutes=1)
OVERDUE_AFTER = timedelta(seconds=30)
USUAL_TEST_DAYS = 7
HEARTBEAT_TIMEOUT_S = 3
# What is only tidied up may take no long time of a run.
SOCKETS_A_ROUND = 50
CLOSE_S = 5.0

# Tells somebody outside that a run was good; raises when it could not.
Beat = Callable[[str], Awaitable[None]]
# Ends a socket; raises when it could not.
Close = Callable[[str], Awaitable[None]]


@dataclass
class Round:
    """What one run did."""

    moved: int = 0
    rerouted: int = 0
    healed: int = 0
    tested: int = 0
    failed: int = 0
    overdue: int = 0

    @property
    def good(self) -> bool:
        """Tell whether nothing was left undone."""
        return not self.failed and not self.overdue


async def escalate(
    container: Container, now: datetime, *, beat: Beat | None = None, close: Close | None = None
) -> Round:
    """Run one round: each alert in a transaction of its own, so that one that fails keeps no other waiting."""
    done = Round()
    transaction = await container.transaction_factory()
    await heal(container, transaction, now, done)
    await unstick(container, transaction, now, done)
    await move_due(container, transaction, now, done)
    await audit_steps(container, transaction, now, done)
    await test_contacts(container, transaction, now, done)
    url = web_address(container.environ, "HEARTBEAT_URL")
    if url is not None and done.good:
        try:
            await (beat or beat_outside)(url)
        except Exception as error:  # noqa: BLE001 - the outside notices a missing beat by itself
            container.log("warning", "heartbeat_failed", error=type(error).__name__)
    if close is not None:
        try:
            await end_sockets(container, transaction, now, close)
        except Exception as error:  # noqa: BLE001 - nobody is called later for what is only tidied up
            container.log("warning", "sockets_not_ended", error=type(error).__name__)
    return done


async def heal(container: Container, transaction: Transaction, now: datetime, done: Round) -> None:
    """Give open alerts without a next step one, and cry out: there should be none."""
    async with transaction() as connection:
        lost = await escalation.give_steps_back(connection, now)
    done.healed = len(lost)
    for alert_id in lost:
        container.log("error", "alert_healed", alert_id=alert_id, count=1)


async def unstick(container: Container, transaction: Transaction, now: datetime, done: Round) -> None:
    """Take another way for deliveries that do not get on, and go on at once where a step reached nobody."""
    async with transaction() as connection:
        stuck = await escalation.stuck_deliveries(connection, now, STUCK_AFTER, BATCH)
        unreached = await escalation.unreached(connection, BATCH)

    async def reroute(connection: Connection, event: escalation.Stuck) -> None:
        await move_on(connection, event.alert_id, event.outbox_id, now=now)
        done.rerouted += 1

    await each_by_itself(container, transaction, [(event.alert_id, event) for event in stuck], reroute, done)
    async with transaction() as connection:
        for alert_id in unreached:
            await escalation.make_due(connection, alert_id, now)


async def move_due(container: Container, transaction: Transaction, now: datetime, done: Round) -> None:
    """Move every alert that is due, some at a time, until none is left or the next run begins."""

    async def move(connection: Connection, alert_id: UUID) -> None:
        if await escalate_alert(connection, alert_id, now=now) is not None:
            done.moved += 1

    deadline = time.monotonic() + PATIENCE_S
    while True:
        async with transaction() as connection:
            waiting = await escalation.due_alerts(connection, now, BATCH)
        before = done.moved
        await each_by_itself(container, transaction, [(alert_id, alert_id) for alert_id in waiting], move, done)
        if len(waiting) < BATCH or done.moved == before or time.monotonic() > deadline:
            return


async def audit_steps(container: Container, transaction: Transaction, now: datetime, done: Round) -> None:
    """Cry out for each alert whose step is overdue although a run has just been made."""
    async with transaction() as connection:
        late = await escalation.due_alerts(connection, now - OVERDUE_AFTER, BATCH)
    done.overdue = len(late)
    for alert_id in late:
        container.log("error", "alert_stuck", alert_id=alert_id, count=1)


async def test_contacts(container: Container, transaction: Transaction, now: datetime, done: Round) -> None:
    """Send a test to each caregiver of whom nothing was heard for a week."""
    days = test_days(container.environ)
    if not days:
        return
    async with transaction() as connection:
        silent = await contact_tests.silent_caregivers(connection, now - timedelta(days=days), BATCH)

    async def test(connection: Connection, caregiver: contact_tests.SilentCaregiver) -> None:
        done.tested += await prove_contact(connection, caregiver, timedelta(days=days), now=now, new_id=uuid4)

    await each_by_itself(container, transaction, [(None, each) for each in silent], test, done)


async def end_sockets(container: Container, transaction: Transaction, now: datetime, close: Close) -> None:
    """End the sockets whose sign-in has run out: a device that does not know it would wait for calls in vain."""
    async with transaction() as connection:
        ended = await connections.ended_connections(connection, now, SOCKETS_A_ROUND)

    async def closed_soon(connection_id: str) -> None:
        async with asyncio.timeout(CLOSE_S):
            await close(connection_id)

    answers = await asyncio.gather(*map(closed_soon, ended), return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            container.log("warning", "socket_not_ended", error=type(answer).__name__)
    closed = [name for name, answer in zip(ended, answers, strict=True) if answer is None]
    if closed:
        async with transaction() as connection:
            await connections.delete_connections(connection, closed)


async def each_by_itself(
    container: Container,
    transaction: Transaction,
    things: list[tuple[UUID | None, T]],
    work: Callable[[Connection, T], Awaitable[None]],
    done: Round,
) -> None:
    """Do work for (alert, thing) in a transaction each, some at a time; one that fails is tried by the next run."""
    places = asyncio.Semaphore(POOL_SIZE)

    async def one(alert_id: UUID | None, thing: T) -> None:
        async with places:
            try:
                async with transaction() as connection:
                    await work(connection, thing)
            except Exception as error:  # noqa: BLE001 - one person's alert must not keep the others waiting
                done.failed += 1
                container.log("error", "escalation_failed", alert_id=alert_id, error=type(error).__name__)

    await asyncio.gather(*(one(alert_id, thing) for alert_id, thing in things))


def test_days(environ: Mapping[str, str]) -> int:
    """Return after how many silent days a caregiver is tested, 0 for never. Raises ValueError for what is no number."""
    return int(environ.get("CONTACT_TEST_DAYS") or USUAL_TEST_DAYS)


async def beat_outside(url: str) -> None:
    """Ask a monitoring service's address, which cries out when nobody has asked for a while. Raises OSError."""
    await asyncio.to_thread(_get, url)


def _get(url: str) -> None:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=HEARTBEAT_TIMEOUT_S)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        if connection.getresponse().status >= 400:
            raise OSError("the heartbeat was refused")
    finally:
        connection.close()


CONTAINER = Container()


async def close_socket(connection_id: str) -> None:
    """Close one; its client is made when there is one to close, and nobody waits for that to be called."""
    await aws_sender(CONTAINER).close(connection_id)


def handler(_event: Event, _context: object) -> Event:
    """Run one round."""
    done = CONTAINER.run(
        escalate(
            CONTAINER,
            CONTAINER.run(CONTAINER.now()),
            close=close_socket if CONTAINER.environ.get("CONNECTIONS_URL") else None,
        )
    )
    CONTAINER.log("info", "alerts_escalated", count=done.moved, failed=done.failed, applied=done.rerouted)
    return {"moved": done.moved, "rerouted": done.rerouted, "healed": done.healed, "failed": done.failed}
