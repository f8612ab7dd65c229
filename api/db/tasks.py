"""Tasks: the steps of a person's day."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.alerts import Severity
from api.domain.audit import Audited
from api.domain.routines import Step
from api.domain.tasks import Plan, Task

COLUMNS = """t.id, t.user_id, t.title, t.starts_at, t.symbol, t.rrule, t.except_days, t.steps, t.remind_minutes,
  t.alert_after_minutes, t.alert_severity, t.ends_at, t.done_at, t.version, t.changed_at"""

TASKS_SEEN = f"""
  WITH seen AS (
    SELECT person_id, role FROM care_relation WHERE account_id = $1 AND person_id = $2
      AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
  ), {noting(Audited.TASKS_READ, "person_id", "seen")}
  SELECT
    (SELECT role FROM seen) AS role,
    json_build_object('tasks', coalesce(json_agg(json_build_object(
      'id', id, 'title', title, 'starts_at', starts_at, 'rrule', rrule, 'done_at', done_at)
      ORDER BY starts_at, id), '[]'))::text AS tasks
  FROM tasks WHERE user_id = $2 AND removed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task, the person's time zone and language, and how the account stands to the person."""

    task: Task
    time_zone: str
    locale: str
    relation: str | None


def to_task(row: asyncpg.Record) -> Task:
    """Return the row as the domain knows it."""
    plan = Plan(
        title=row["title"],
        starts_at=row["starts_at"],
        symbol=row["symbol"],
        rrule=row["rrule"],
        except_days=tuple(row["except_days"]),
        steps=tuple(Step(**step) for step in json.loads(row["steps"])),
        remind_minutes=row["remind_minutes"],
        alert_after_minutes=row["alert_after_minutes"],
        alert_severity=None if row["alert_severity"] is None else Severity(row["alert_severity"]),
    )
    return Task(row["id"], row["user_id"], plan, row["ends_at"], row["done_at"], row["version"], row["changed_at"])


def planned(plan: Plan) -> list[object]:
    """Return the values of a plan's columns, in the order in which every statement here writes them."""
    return [
        plan.title,
        plan.starts_at,
        plan.symbol,
        plan.rrule,
        list(plan.except_days),
        json.dumps([asdict(step) for step in plan.steps]),
        plan.remind_minutes,
        plan.alert_after_minutes,
        plan.alert_severity,
    ]


async def tasks_seen(connection: Connection, account_id: UUID, person_id: UUID) -> tuple[str | None, str]:
    """Return the account's relation to a person and the person's tasks as JSON text: one round trip.

    It is noted in the audit.
    """
    row = await connection.fetchrow(TASKS_SEEN, account_id, person_id)
    if row is None:
        return None, '{"tasks":[]}'
    return row["role"], row["tasks"]


async def save_daily_task(connection: Connection, person_id: UUID, title: str, hour: int, time_zone: str) -> None:
    """Make sure that a person has a task of this title, each day at this hour of their own clock."""
    await connection.execute(
        """
        INSERT INTO tasks (user_id, title, rrule, starts_at)
        SELECT $1, $2, 'FREQ=DAILY',
          (date_trunc('day', now() AT TIME ZONE $4) + make_interval(hours => $3)) AT TIME ZONE $4
        WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE user_id = $1 AND title = $2)
        """,
        person_id,
        title,
        hour,
        time_zone,
    )


async def task_seen(
    connection: Connection, account_id: UUID, task_id: UUID, *, to_change: bool = False
) -> TaskSeen | None:
    """Return a task that is not removed, locked until the transaction ends when it is to be changed."""
    row = await connection.fetchrow(
        f"""
        SELECT {COLUMNS}, p.time_zone, p.locale,
          (SELECT role FROM care_relation r WHERE r.account_id = $1 AND r.person_id = t.user_id
             AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())) AS role
        FROM tasks t JOIN person p ON p.id = t.user_id WHERE t.id = $2 AND t.removed_at IS NULL
        {"FOR UPDATE OF t" if to_change else ""}
        """,
        account_id,
        task_id,
    )
    return None if row is None else TaskSeen(to_task(row), row["time_zone"], row["locale"], row["role"])


async def count_tasks(connection: Connection, person_id: UUID) -> int:
    """Return how many tasks a person has that are not over."""
    found: int = await connection.fetchval(
        """
        SELECT count(*) FROM tasks
        WHERE user_id = $1 AND removed_at IS NULL AND (ends_at IS NULL OR ends_at > now() - interval '1 day')
        """,
        person_id,
    )
    return found


async def tasks_until(connection: Connection, person_id: UUID, since: datetime, before: datetime) -> list[Task]:
    """Return a person's tasks that may happen in a span."""
    rows = await connection.fetch(
        f"""
        SELECT {COLUMNS} FROM tasks t WHERE user_id = $1 AND starts_at < $3 AND removed_at IS NULL
          AND CASE WHEN rrule IS NULL THEN starts_at >= $2 ELSE coalesce(ends_at >= $2, true) END
        ORDER BY starts_at, id
        """,
        person_id,
        since,
        before,
    )
    return [to_task(row) for row in rows]


async def insert_task(connection: Connection, task: Task, watch_at: datetime | None) -> None:
    """Add a task; the watch begins with its change, that is now."""
    await connection.execute(
        """
        INSERT INTO tasks (id, user_id, ends_at, watch_at, watched_until, changed_at, title, starts_at, symbol, rrule,
          except_days, steps, remind_minutes, alert_after_minutes, alert_severity)
        VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14)
        """,
        task.id,
        task.person_id,
        task.ends_at,
        watch_at,
        task.changed_at,
        *planned(task.plan),
    )


async def update_task(connection: Connection, task: Task, watch_at: datetime | None) -> bool:
    """Save a task that is one version further than the stored one; return False if it is not."""
    status = await connection.execute(
        """
        UPDATE tasks SET ends_at = $3, watch_at = $4, watched_until = $5, changed_at = $5, version = $2, title = $6,
          starts_at = $7, symbol = $8, rrule = $9, except_days = $10, steps = $11::jsonb, remind_minutes = $12,
          alert_after_minutes = $13, alert_severity = $14
        WHERE id = $1 AND version = $2 - 1 AND removed_at IS NULL
        """,
        task.id,
        task.version,
        task.ends_at,
        watch_at,
        task.changed_at,
        *planned(task.plan),
    )
    return status == "UPDATE 1"


async def remove_task(connection: Connection, task_id: UUID, at: datetime) -> None:
    """Take a task out of every list and off the watch; what was done of it stays on record."""
    await connection.execute("UPDATE tasks SET removed_at = $2, watch_at = NULL WHERE id = $1", task_id, at)


async def set_done(connection: Connection, task_id: UUID, done_at: datetime | None) -> None:
    """Note when a task that happens once was done, or that it is open again."""
    await connection.execute("UPDATE tasks SET done_at = $2 WHERE id = $1", task_id, done_at)
