"""Deliveries: one row for each recipient and channel of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.db.connections import SIGNED_IN
from api.db.inbox import FRAME
from api.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery taken on, with all that is needed to make it; `frame` is JSON text, `numbers` as they are stored.

    `loop` tells how often the alert's steps had begun again.
    """

    id: UUID
    alert_id: UUID
    channel: str
    attempts: int
    recipient: UUID
    locale: str
    frame: str
    connection_ids: list[str]
    numbers: list[str]
    kind: str
    severity: str
    drill: bool
    loop: int


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
          ARRAY(SELECT connection_id FROM connections x WHERE x.account_id = t.recipient AND t.channel = 'websocket'
            AND {SIGNED_IN}),
          ARRAY(SELECT address FROM contact_methods m WHERE m.account_id = t.recipient AND m.channel = t.channel
            AND m.verified_at IS NOT NULL AND m.consented_at IS NOT NULL AND m.stopped_at IS NULL),
          i.kind, a.severity, a.drill, a.loop
        FROM taken t JOIN inbox i ON i.recipient = t.recipient AND i.seq = t.seq JOIN alerts a ON a.id = t.alert_id
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


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A delivery that is not tried any more, and the kind of what it told."""

    recipient: UUID
    seq: int
    channel: str
    kind: str


async def give_up(connection: Connection, alert_id: UUID, outbox_id: int) -> list[GivenUp]:
    """Try what an event has not delivered no more, and return what that was; each is given up once."""
    rows = await connection.fetch(
        """
        UPDATE deliveries d SET state = 'failed_perm', reason = 'given_up', deadline = NULL, updated_at = now()
        FROM inbox i
        WHERE d.outbox_id = $1 AND d.alert_id = $2 AND d.reason IS DISTINCT FROM 'given_up'
          AND (d.state IN ('queued', 'failed_temp', 'failed_perm')
            OR (d.state = 'sending' AND d.deadline < clock_timestamp()))
          AND i.recipient = d.recipient AND i.seq = d.seq
        RETURNING d.recipient, d.seq, d.channel, i.kind
        """,
        outbox_id,
        alert_id,
    )
    return [GivenUp(*row) for row in rows]


async def reroute(connection: Connection, outbox_id: int, given_up: Sequence[GivenUp]) -> int:
    """Queue under another event what was given up, over the other channel where it was not tried; return how many."""
    rows = await connection.fetch(
        """
        INSERT INTO deliveries (outbox_id, alert_id, person_id, recipient, seq, channel)
        SELECT $1, i.alert_id, i.person_id, g.recipient, g.seq, other.channel
        FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS g (recipient, seq, channel)
        JOIN inbox i ON i.recipient = g.recipient AND i.seq = g.seq
        CROSS JOIN LATERAL (SELECT CASE g.channel WHEN 'sms' THEN 'websocket' ELSE 'sms' END AS channel) other
        WHERE NOT EXISTS (SELECT FROM deliveries d WHERE d.recipient = g.recipient AND d.seq = g.seq
                            AND d.channel = other.channel)
          AND (other.channel = 'websocket' OR EXISTS (
            SELECT FROM contact_methods m WHERE m.account_id = g.recipient AND m.channel = 'sms'
              AND m.verified_at IS NOT NULL AND m.consented_at IS NOT NULL AND m.stopped_at IS NULL))
        RETURNING 1
        """,
        outbox_id,
        [each.recipient for each in given_up],
        [each.seq for each in given_up],
        [each.channel for each in given_up],
    )
    return len(rows)
