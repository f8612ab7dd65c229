"""The watch over a task: it notes reminders and misses, and says which alert a miss asks for.

Raising that alert is another use case; the worker does both in one transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.db import task_events, task_watch
from api.db.pool import Connection
from api.domain.alerts import Severity
from api.domain.routines import Event, key_of_miss, look, sentence_of_miss, span_of_look, steps_done
from api.domain.tasks import schedule_kept, watch_of


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
    """How many occurrences were reminded of and missed, and the alert for the newest of the missed."""

    reminded: int = 0
    missed: int = 0
    alert: AlertAskedFor | None = None


async def watch_task(connection: Connection, task_id: UUID, *, now: datetime) -> Watched:
    """Return what a look at a task found; what was found once is not found again."""
    row = await task_watch.claim_watch(connection, task_id, now)
    if row is None:
        return Watched()
    task = row.task
    watch = watch_of(task.plan, schedule_kept(task, ZoneInfo(row.time_zone)), row.watched_until)
    events = await task_events.events_of_task(connection, task.id, *span_of_look(watch, now))
    found = look(watch, events, now)
    for kind, occurrences in ((Event.REMINDED, found.reminded), (Event.MISSED, found.missed)):
        if occurrences:
            await task_events.note_watched(connection, task.id, task.person_id, kind, occurrences, now)
    await task_watch.end_watch(connection, task.id, now, found.next_at)
    rule = task.plan.alert
    if not found.missed or rule is None:
        return Watched(len(found.reminded))
    newest = found.missed[-1]
    done = steps_done(event for event in events if event.occurrence_at == newest)
    sentence = sentence_of_miss(task.plan.title, task.plan.steps, done, row.locale)
    asked = AlertAskedFor(task.person_id, key_of_miss(task.id, newest), rule.severity, sentence, task.plan.symbol)
    return Watched(len(found.reminded), len(found.missed), asked)
