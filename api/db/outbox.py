"""Events that are committed together with their cause and published afterwards, at least once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.db.pool import Connection

CHANNEL = "outbox"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An event of an alert; it carries ids alone."""

    id: int
    alert_id: UUID
    event: str
    traceparent: str | None = None


async def insert_event(connection: Connection, alert_id: UUID, event: str) -> int:
    """Add an event and wake the relays when the transaction commits."""
    row: int = await connection.fetchval(
        """
        WITH added AS (INSERT INTO outbox (alert_id, event) VALUES ($1, $2) RETURNING id)
        SELECT id FROM added, pg_notify('outbox', '')
        """,
        alert_id,
        event,
    )
    return row


async def unpublished(connection: Connection, limit: int) -> list[OutboxRow]:
    """Return the oldest events that no other relay is working on, locked until the transaction ends."""
    rows = await connection.fetch(
        """
        SELECT id, alert_id, event, traceparent FROM outbox WHERE published_at IS NULL
        ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
        """,
        limit,
    )
    return [OutboxRow(*row) for row in rows]


async def mark_published(connection: Connection, ids: Sequence[int]) -> None:
    """Mark events as published and write it into the timelines of their alerts.

    The time is that of the transaction, which is when publishing began: SNS may hand an event on before it answers.
    """
    await connection.execute(
        """
        WITH done AS (
          UPDATE outbox SET published_at = now() WHERE id = ANY ($1::bigint[])
          RETURNING id, alert_id, event, published_at)
        INSERT INTO alert_events (alert_id, person_id, event, source, at, detail)
        SELECT a.id, a.person_id, 'published', d.id::text, d.published_at, jsonb_build_object('of', d.event)
        FROM done d JOIN alerts a ON a.id = d.alert_id ON CONFLICT DO NOTHING
        """,
        ids,
    )


async def event_of(connection: Connection, outbox_id: int) -> OutboxRow | None:
    """Return an event."""
    row = await connection.fetchrow("SELECT id, alert_id, event FROM outbox WHERE id = $1", outbox_id)
    return None if row is None else OutboxRow(*row)
