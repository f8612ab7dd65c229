"""The watch over a task: it tells of what is to be done, notes misses, and says which alert a miss asks for.

Raising that alert is another use case; the worker does both in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.db import care, inbox, task_events, task_watch
from api.db.escalation import person_name
from api.db.pool import Connection
from api.domain.alerts import Severity
from api.domain.notifications import notices_of_task
from api.domain.routines import Event, key_of_miss, look, sentence_of_miss, span_of_look, steps_done
from api.domain.tasks import Task, schedule_kept, watch_of


@dataclass(frozen=True, slots=True)
class AlertAskedFor:
    """The alert of a missed occurrence."""

    person_id: UUID
    key: str
    severity: Severity
    sentence: str
    symbol: str | None


@dataclass(frozen=True, slots=True)
class Watched:
    """How many occurrences were reminded of and missed, and the alert for the newest of the missed.

    `frames` are what the open sockets of API Gateway are to be told, each with the socket's id. What is `unfinished` is
    to be looked at again at once.
    """

    reminded: int = 0
    missed: int = 0
    alert: AlertAskedFor | None = None
    frames: tuple[tuple[str, str], ...] = ()
    unfinished: bool = False


async def watch_task(connection: Connection, task_id: UUID, *, now: datetime) -> Watched:
    """Return what a look at a task found; what was found once is not found again.

    Reminders are told in a transaction of their own: an alert locks the same inboxes in an order of its own.
    """
    row = await task_watch.claim_watch(connection, task_id, now)
    if row is None:
        return Watched()
    task = row.task
    watch = watch_of(task.plan, schedule_kept(task, ZoneInfo(row.time_zone)), row.watched_until)
    events = await task_events.events_of_task(connection, task.id, *span_of_look(watch, now))
    found = look(watch, events, now)
    told = await task_events.note_watched(connection, task.id, task.person_id, Event.REMINDED, found.reminded, now)
    frames = await remind(connection, task, told, now)
    if told and found.missed:
        return Watched(len(told), frames=frames, unfinished=True)
    await task_events.note_watched(connection, task.id, task.person_id, Event.MISSED, found.missed, now)
    await task_watch.end_watch(connection, task.id, now, found.next_at)
    rule = task.plan.alert
    if not found.missed or rule is None:
        return Watched(len(told), frames=frames)
    newest = found.missed[-1]
    done = steps_done(event for event in events if event.occurrence_at == newest)
    sentence = sentence_of_miss(task.plan.title, task.plan.steps, done, row.locale)
    asked = AlertAskedFor(task.person_id, key_of_miss(task.id, newest), rule.severity, sentence, task.plan.symbol)
    return Watched(missed=len(found.missed), alert=asked)


async def remind(
    connection: Connection, task: Task, occurrences: Sequence[datetime], now: datetime
) -> tuple[tuple[str, str], ...]:
    """Put a reminder of each occurrence into the inboxes of the person's circle; return what sockets are to be told."""
    if not occurrences:
        return ()
    circle = await care.circle_of(connection, task.person_id)
    person = {"id": str(task.person_id), "name": await person_name(connection, task.person_id)}
    about = {"id": str(task.id), "title": task.plan.title, "symbol": task.plan.symbol}
    entries = []
    for at in occurrences:
        body = {"person": person, "task": about, "occurrence_at": at.isoformat()}
        notices = notices_of_task(body, task.plan.title, circle)
        entries += await inbox.append_notices(connection, task.person_id, now, notices)
    return tuple(await inbox.frames_for_sockets(connection, entries))
