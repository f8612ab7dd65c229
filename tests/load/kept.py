"""What the database has after the morning."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from api.db.pool import Context, Database
from tests.load.ledger import Kept


async def kept(database: Database, caregivers: Sequence[str]) -> Kept:
    """Read all of it, as the system itself may."""
    async with database.transaction(Context.worker(), read_only=True) as connection:
        presses = await connection.fetch("SELECT idempotency_key, alert_id::text FROM alert_presses")
        alerts = await connection.fetch("SELECT id::text, state, press_count, acknowledged_by FROM alerts")
        task_events = await connection.fetch("SELECT id::text FROM task_events")
        log_events = await connection.fetch("SELECT id::text FROM logs")
        inbox = await connection.fetch(
            """
            SELECT recipient::text, seq, kind, alert_id::text FROM inbox
            WHERE recipient = ANY ($1::uuid[]) ORDER BY recipient, seq
            """,
            [UUID(each) for each in caregivers],
        )
    inboxes: defaultdict[str, list[tuple[int, str, str | None]]] = defaultdict(list)
    for recipient, seq, kind, alert in inbox:
        inboxes[recipient].append((seq, kind, alert))
    return Kept(
        presses=[(key, alert) for key, alert in presses],
        press_counts={row["id"]: row["press_count"] for row in alerts},
        task_events=frozenset(row[0] for row in task_events),
        log_events=frozenset(row[0] for row in log_events),
        acknowledged=frozenset(row["id"] for row in alerts if row["acknowledged_by"] is not None),
        resolved=frozenset(row["id"] for row in alerts if row["state"] == "resolved"),
        inboxes=inboxes,
    )
