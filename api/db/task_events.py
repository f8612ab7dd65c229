"""What was done of a task, each event once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import asyncpg

from api.db.pool import Connection
from api.domain.routines import Event, TaskEvent


@dataclass(frozen=True, slots=True)
class EventOfTask:
    """An event and the task it belongs to."""

    task_id: UUID
    event: TaskEvent


def to_event(row: asyncpg.Record) -> TaskEvent:
    """Return the row as the domain knows it."""
    return TaskEvent(row["occurrence_at"], Event(row["event"]), row["step_id"], row["at"])


async def insert_event(
    connection: Connection, task_id: UUID, person_id: UUID, event_id: UUID, event: TaskEvent, account_id: UUID
) -> TaskEvent | None:
    """Add an event; return the one that had this id before, if there is one."""
    status = await connection.execute(
        """
        INSERT INTO task_events (task_id, id, user_id, occurrence_at, event, step_id, at, account_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (task_id, id) DO NOTHING
        """,
        task_id,
        event_id,
        person_id,
        event.occurrence_at,
        event.event,
        event.step_id,
        event.at,
        account_id,
    )
    if status == "INSERT 0 1":
        return None
    row = await connection.fetchrow(
        "SELECT occurrence_at, event, step_id, at FROM task_events WHERE task_id = $1 AND id = $2", task_id, event_id
    )
    if row is None:
        raise LookupError("a task event vanished between two statements")
    return to_event(row)


async def note_watched(
    connection: Connection, task_id: UUID, person_id: UUID, kind: Event, occurrences: Sequence[datetime], now: datetime
) -> list[datetime]:
    """Note that the watch tells of occurrences, each at most once, and return those that it had not told of before."""
    rows = await connection.fetch(
        """
        INSERT INTO task_events (task_id, id, user_id, occurrence_at, event, at)
        SELECT $1, e.id, $2, e.occurrence_at, $3, $4 FROM unnest($5::uuid[], $6::timestamptz[]) AS e (id, occurrence_at)
        ON CONFLICT DO NOTHING RETURNING occurrence_at
        """,
        task_id,
        person_id,
        kind,
        now,
        [uuid5(task_id, f"{kind}:{at.isoformat()}") for at in occurrences],
        list(occurrences),
    )
    return sorted(row["occurrence_at"] for row in rows)


async def events_of_task(connection: Connection, task_id: UUID, since: datetime, before: datetime) -> list[TaskEvent]:
    """Return what happened to a task's occurrences in a span, in the order in which it came."""
    rows = await connection.fetch(
        """
        SELECT occurrence_at, event, step_id, at FROM task_events
        WHERE task_id = $1 AND occurrence_at >= $2 AND occurrence_at < $3 ORDER BY received_at
        """,
        task_id,
        since,
        before,
    )
    return [to_event(row) for row in rows]


async def events_of_person(
    connection: Connection, person_id: UUID, since: datetime, before: datetime
) -> list[EventOfTask]:
    """Return what happened to the occurrences of all tasks of a person in a span."""
    rows = await connection.fetch(
        """
        SELECT task_id, occurrence_at, event, step_id, at FROM task_events
        WHERE user_id = $1 AND occurrence_at >= $2 AND occurrence_at < $3 ORDER BY received_at
        """,
        person_id,
        since,
        before,
    )
    return [EventOfTask(row["task_id"], to_event(row)) for row in rows]
