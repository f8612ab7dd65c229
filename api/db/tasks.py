"""Tasks: the steps of a person's day."""

from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.audit import Audited


async def tasks_seen(connection: Connection, account_id: UUID, person_id: UUID) -> tuple[str | None, str]:
    """Return the account's relation to a person and the person's tasks as JSON text: one round trip.

    It is noted in the audit.
    """
    row = await connection.fetchrow(
        f"""
        WITH seen AS (
          SELECT person_id, role FROM care_relation WHERE account_id = $1 AND person_id = $2
            AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
        ), {noting(Audited.TASKS_READ, "person_id", "seen")}
        SELECT
          (SELECT role FROM seen) AS role,
          json_build_object('tasks', coalesce(json_agg(json_build_object(
            'id', id, 'title', title, 'starts_at', starts_at, 'rrule', rrule, 'done_at', done_at)
            ORDER BY starts_at, id), '[]'))::text AS tasks
        FROM tasks WHERE user_id = $2
        """,
        account_id,
        person_id,
    )
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
