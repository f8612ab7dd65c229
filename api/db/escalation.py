"""What the clock moves: alerts whose next step is due, deliveries that are stuck, and alerts that lost their step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.db.alerts import COLUMNS, to_alert
from api.db.pool import Connection
from api.domain.alerts import Alert
from api.domain.escalation_policy import Policy

OPEN = "state IN ('raised', 'acknowledged', 'unanswered')"
# Mere information that somebody has seen needs no further step.
NEEDS_STEP = f"{OPEN} AND NOT (state = 'acknowledged' AND severity = 'info')"


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert that is to be moved: its policy, and how its person is called."""

    alert: Alert
    policy: Policy
    person: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """An event of an alert of which a delivery does not get on."""

    outbox_id: int
    alert_id: UUID


async def give_steps_back(connection: Connection, now: datetime) -> list[UUID]:
    """Make due at once what is open and has no next step, which should never be; return which they were."""
    rows = await connection.fetch(
        f"UPDATE alerts SET next_step_at = $1, version = version + 1 WHERE next_step_at IS NULL AND {NEEDS_STEP} "
        "RETURNING id",
        now,
    )
    return [row["id"] for row in rows]


async def due_alerts(connection: Connection, now: datetime, limit: int) -> list[UUID]:
    """Return the alerts that are to be moved, the longest due first."""
    rows = await connection.fetch(
        f"SELECT id FROM alerts WHERE next_step_at <= $1 AND {OPEN} ORDER BY next_step_at LIMIT $2", now, limit
    )
    return [row["id"] for row in rows]


async def claim_alert(connection: Connection, alert_id: UUID, now: datetime) -> DueAlert | None:
    """Return an alert that is still due, locked; None when another worker has it or has seen to it."""
    row = await connection.fetchrow(
        f"""
        SELECT {COLUMNS}, policy FROM alerts WHERE id = $1 AND next_step_at <= $2 AND {OPEN} FOR UPDATE SKIP LOCKED
        """,
        alert_id,
        now,
    )
    if row is None:
        return None
    alert, policy = to_alert(row)
    return DueAlert(alert, policy, await person_name(connection, alert.person_id))


async def person_name(connection: Connection, person_id: UUID) -> str:
    """Return how a person is called."""
    name: str = await connection.fetchval("SELECT name FROM person WHERE id = $1", person_id)
    return name


async def is_superseded(connection: Connection, alert: Alert) -> bool:
    """Tell whether the person calls anew for the same already; two calls for one thing must not ring."""
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM alerts WHERE person_id = $1 AND md5(dedup_key) = md5($2) AND id <> $3
          AND state IN ('raised', 'unanswered'))
        """,
        alert.person_id,
        alert.dedup_key,
        alert.id,
    )
    return found


async def stuck_deliveries(connection: Connection, now: datetime, after: timedelta, limit: int) -> list[Stuck]:
    """Return the events of unanswered alerts of which a delivery has not got on for so long."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT d.outbox_id, d.alert_id
        FROM deliveries d JOIN alerts a ON a.id = d.alert_id
        -- What no relay has published yet is nobody's to give up: it goes out when the topic is there again.
        JOIN outbox o ON o.id = d.outbox_id AND o.published_at < $1
        WHERE d.state IN ('queued', 'sending', 'failed_temp', 'failed_perm') AND d.updated_at < $1
          AND coalesce(d.deadline, '-infinity') < $1 AND d.reason IS DISTINCT FROM 'given_up'
          AND a.state IN ('raised', 'unanswered')
        ORDER BY d.outbox_id LIMIT $2
        """,
        now - after,
        limit,
    )
    return [Stuck(*row) for row in rows]


async def unreached(connection: Connection, limit: int) -> list[UUID]:
    """Return the raised alerts whose last step reached nobody: each of its deliveries was held back or given up.

    Mere information and drills wait for their time all the same.
    """
    rows = await connection.fetch(
        """
        SELECT a.id FROM alerts a
        CROSS JOIN LATERAL (
          SELECT max(o.id) AS id FROM outbox o JOIN deliveries d ON d.outbox_id = o.id
          WHERE d.alert_id = a.id AND o.event IN ('raised', 'step', 'lapsed', 'moved_on')) AS last
        WHERE a.state = 'raised' AND a.next_step_at IS NOT NULL AND last.id IS NOT NULL
          AND a.severity <> 'info' AND NOT a.drill
          AND NOT EXISTS (SELECT FROM deliveries d WHERE d.outbox_id = last.id
            AND d.state NOT IN ('suppressed', 'failed_perm'))
        LIMIT $1
        """,
        limit,
    )
    return [row["id"] for row in rows]


async def make_due(connection: Connection, alert_id: UUID, now: datetime) -> bool:
    """Let a calling alert's next step be due by now; return whether there is such an alert."""
    status = await connection.execute(
        """
        UPDATE alerts SET next_step_at = LEAST(next_step_at, $2), version = version + 1
        WHERE id = $1 AND state IN ('raised', 'unanswered')
        """,
        alert_id,
        now,
    )
    return status == "UPDATE 1"
