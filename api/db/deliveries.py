"""Deliveries: one row for each recipient and channel of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.db.inbox import FRAME
from api.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery taken on, with all that is needed to make it; `frame` is JSON text, `numbers` as they are stored."""

    id: UUID
    alert_id: UUID
    channel: str
    attempts: int
    recipient: UUID
    locale: str
    frame: str
    connection_ids: list[str]
    numbers: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery went."""

    delivery_id: UUID
    state: str
    reason: str | None = None
    provider_id: str | None = None


async def take(connection: Connection, outbox_id: int, seconds: float) -> list[Delivery]:
    """Take on every unfinished delivery of an event for some seconds; a repeated message finds none left."""
    rows = await connection.fetch(
        f"""
        WITH unfinished AS (
          SELECT id FROM deliveries WHERE outbox_id = $1
            AND (state IN ('queued', 'failed_temp') OR (state = 'sending' AND deadline < clock_timestamp()))
          ORDER BY id FOR UPDATE
        ), taken AS (
          UPDATE deliveries SET state = 'sending', attempts = attempts + 1, updated_at = now(),
            deadline = clock_timestamp() + make_interval(secs => $2)
          WHERE id IN (SELECT id FROM unfinished)
          RETURNING id, alert_id, channel, attempts, recipient, seq)
        SELECT t.id, t.alert_id, t.channel, t.attempts, t.recipient, coalesce(c.locale, 'en') AS locale,
          {FRAME}::text AS frame,
          ARRAY(SELECT connection_id FROM connections x WHERE x.account_id = t.recipient AND t.channel = 'websocket'),
          ARRAY(SELECT address FROM contact_methods m WHERE m.account_id = t.recipient AND m.channel = t.channel
            AND m.verified_at IS NOT NULL AND m.consented_at IS NOT NULL AND m.stopped_at IS NULL)
        FROM taken t JOIN inbox i ON i.recipient = t.recipient AND i.seq = t.seq
        LEFT JOIN caregiver c ON c.account_id = t.recipient
        """,
        outbox_id,
        seconds,
    )
    return [Delivery(*row) for row in rows]


async def count_in_other_hands(connection: Connection, outbox_id: int, ours: Sequence[UUID]) -> int:
    """Return how many deliveries of an event another worker is making at the moment."""
    count: int = await connection.fetchval(
        "SELECT count(*) FROM deliveries WHERE outbox_id = $1 AND state = 'sending' AND id <> ALL ($2::uuid[])",
        outbox_id,
        ours,
    )
    return count


async def save_outcomes(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Save how deliveries went; one that the recipient's device confirmed meanwhile stays delivered."""
    await connection.executemany(
        """
        UPDATE deliveries SET state = $2, reason = $3, provider_id = $4, deadline = NULL, updated_at = now()
        WHERE id = $1 AND state = 'sending'
        """,
        [(o.delivery_id, o.state, o.reason, o.provider_id) for o in sorted(outcomes, key=lambda o: o.delivery_id)],
    )
