"""watch_tasks: each minute, what is to be done is told and what was missed raises its alert."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from api.db.connections import delete_connections
from api.db.pool import Connection
from api.db.task_watch import TaskToWatch, postpone_watch, tasks_to_watch
from api.domain.notifications import ConnectionGone
from api.operations.raise_alert import PressRequest, raise_alert
from api.operations.watch_task import AlertAskedFor, Watched, watch_task
from workers.aws_sender import aws_sender
from workers.runtime import POOL_SIZE, Container, Event

BATCH = 500
# One run ends before the next begins; what is left is due first then.
PATIENCE_S = 45.0
POSTPONED = timedelta(minutes=5)
PUSH_S = 10.0


class Pusher(Protocol):
    """The way to the sockets of API Gateway."""

    async def push(self, connection_id: str, frame: str) -> None:
        """Send a frame to a socket. Raises ConnectionGone, and whatever else goes wrong."""


@dataclass
class Round:
    """What one run did; `frames` are what sockets are still to be told, each with the socket's id."""

    looked: int = 0
    reminded: int = 0
    missed: int = 0
    alerts: int = 0
    failed: int = 0
    frames: list[tuple[str, str]] = field(default_factory=list)


async def look_at(container: Container, task: TaskToWatch, now: datetime) -> Watched:
    """Look at one task; its notes and its alert are one transaction."""
    async with await container.acting_for(task.speaker) as connection:
        found = await watch_task(connection, task.task_id, now=now)
        if found.alert is not None and task.speaker is not None:
            await raise_for(connection, task.speaker, found.alert, now)
    return found


async def push_all(container: Container, pusher: Pusher, frames: Sequence[tuple[str, str]]) -> None:
    """Tell sockets what waits in inboxes, within some seconds; one that is not told finds the gap when it is next."""

    async def push(connection_id: str, frame: str) -> None:
        async with asyncio.timeout(PUSH_S):
            await pusher.push(connection_id, frame)

    results = await asyncio.gather(*(push(*told) for told in frames), return_exceptions=True)
    ended = [told[0] for told, result in zip(frames, results, strict=True) if isinstance(result, ConnectionGone)]
    if ended:
        transaction = await container.transaction_factory()
        async with transaction() as connection:
            await delete_connections(connection, ended)
    failures = [
        result for result in results if isinstance(result, BaseException) and type(result) is not ConnectionGone
    ]
    if failures:
        container.log("warning", "reminders_not_pushed", count=len(failures), error=type(failures[0]).__name__)


async def raise_for(connection: Connection, speaker: UUID, asked: AlertAskedFor, now: datetime) -> None:
    """Raise the alert in the name of an account of the person's circle, which is told like the others."""
    press = PressRequest(
        idempotency_key=asked.key,
        person_id=asked.person_id,
        severity=asked.severity,
        sentence=asked.sentence,
        symbols=() if asked.symbol is None else (asked.symbol,),
        intent="missed_task",
        pressed_at=None,
        by_rule=True,
    )
    await raise_alert(connection, speaker, press, now=now, new_id=uuid4)


async def watch(container: Container, now: datetime, pusher_of: Callable[[Container], Pusher]) -> Round:
    """Look at every task that is due, some at a time; one that fails is tried again in some minutes."""
    done = Round()
    deadline = time.monotonic() + PATIENCE_S
    transaction = await container.transaction_factory()
    places = asyncio.Semaphore(POOL_SIZE)

    async def one(task: TaskToWatch) -> None:
        async with places:
            try:
                found = await look_at(container, task, now)
                done.reminded += found.reminded
                done.frames += found.frames
                if found.unfinished:
                    found = await look_at(container, task, now)
            except Exception as error:  # noqa: BLE001 - one person's task must not keep the others from being looked at
                done.failed += 1
                container.log("error", "watch_failed", error=type(error).__name__)
                async with transaction() as connection:
                    await postpone_watch(connection, task.task_id, now + POSTPONED)
                return
        done.looked += 1
        done.missed += found.missed
        if found.alert is not None:
            if task.speaker is None:
                container.log("error", "nobody_to_tell", count=1)
            else:
                done.alerts += 1

    while True:
        async with transaction() as connection:
            due = await tasks_to_watch(connection, now, BATCH)
        before = done.looked + done.failed
        await asyncio.gather(*(one(task) for task in due))
        if done.frames:
            await push_all(container, pusher_of(container), done.frames)
            done.frames = []
        if len(due) < BATCH or done.looked + done.failed == before or time.monotonic() > deadline:
            return done


CONTAINER = Container()


def handler(_event: Event, _context: object) -> Event:
    """Run one round."""
    done = CONTAINER.run(watch(CONTAINER, CONTAINER.run(CONTAINER.now()), aws_sender))
    CONTAINER.log("info", "tasks_watched", count=done.looked, failed=done.failed, applied=done.missed)
    return {"looked": done.looked, "reminded": done.reminded, "missed": done.missed, "alerts": done.alerts}
