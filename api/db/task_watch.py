"""The watch over tasks: which are due to be looked at, and where it stands with each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection
from api.db.tasks import COLUMNS, to_task
from api.domain.tasks import Task


@dataclass(frozen=True, slots=True)
class TaskToWatch:
    """A task whose watch is due, and the account in whose name an alert would be raised, if the person has any."""

    task_id: UUID
    speaker: UUID | None


async def tasks_to_watch(connection: Connection, now: datetime, limit: int) -> list[TaskToWatch]:
    """Return the tasks that are to be looked at, the longest due first."""
    rows = await connection.fetch(
        """
        SELECT t.id, (
          SELECT r.account_id FROM care_relation r WHERE r.person_id = t.user_id
            AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
          ORDER BY r.role <> 'self', r.role <> 'manager', r.valid_from, r.account_id LIMIT 1) AS speaker
        FROM (SELECT id, user_id, watch_at FROM tasks WHERE watch_at <= $1 ORDER BY watch_at LIMIT $2) t
        ORDER BY t.watch_at
        """,
        now,
        limit,
    )
    return [TaskToWatch(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class TaskWatched:
    """A task under the watch: up to when it has looked, and by whose clock and language."""

    task: Task
    watched_until: datetime
    time_zone: str
    locale: str


async def claim_watch(connection: Connection, task_id: UUID, now: datetime) -> TaskWatched | None:
    """Return a task that is still due, locked; None when another watch has it or has seen to it."""
    row = await connection.fetchrow(
        f"""
        SELECT {COLUMNS}, t.watched_until, p.time_zone, p.locale
        FROM tasks t JOIN person p ON p.id = t.user_id
        WHERE t.id = $1 AND t.watch_at <= $2 AND t.removed_at IS NULL FOR UPDATE OF t SKIP LOCKED
        """,
        task_id,
        now,
    )
    return None if row is None else TaskWatched(to_task(row), row["watched_until"], row["time_zone"], row["locale"])


async def end_watch(connection: Connection, task_id: UUID, until: datetime, next_at: datetime | None) -> None:
    """Note up to when the watch has looked, and when it is to look next."""
    await connection.execute(
        "UPDATE tasks SET watched_until = $2, watch_at = $3 WHERE id = $1", task_id, until, next_at
    )


async def postpone_watch(connection: Connection, task_id: UUID, next_at: datetime) -> None:
    """Look at a task later, because it could not be looked at now; nothing of it is passed over."""
    await connection.execute("UPDATE tasks SET watch_at = $2 WHERE id = $1", task_id, next_at)
