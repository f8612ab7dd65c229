"""Inboxes: per recipient a gap-free sequence, in the order of the commits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.audit import noting
from api.db.connections import SIGNED_IN
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.notifications import Notice

FRAME = """json_build_object('type', 'notification', 'seq', i.seq, 'kind', i.kind, 'alert_id', i.alert_id,
  'at', i.at, 'body', i.body)"""


async def append(
    connection: Connection, alert_id: UUID, person_id: UUID, outbox_id: int, at: datetime, notices: Sequence[Notice]
) -> None:
    """Add notices to their recipients' inboxes and queue a delivery for each of their channels.

    Counters are locked in the order of the recipients, so that two alerts with common recipients cannot deadlock.
    """
    await connection.execute(
        """
        WITH notice AS (
          SELECT * FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[]) AS n (recipient, kind, body, channels)
        ), numbered AS (
          INSERT INTO inbox_counter AS c (account_id, last_seq) SELECT recipient, 1 FROM notice ORDER BY recipient
          ON CONFLICT (account_id) DO UPDATE SET last_seq = c.last_seq + 1
          RETURNING account_id, last_seq
        ), kept AS (
          INSERT INTO inbox (recipient, seq, person_id, alert_id, outbox_id, kind, body, at)
          SELECT n.recipient, c.last_seq, $2, $1, $3, n.kind, n.body::jsonb, $4
          FROM notice n JOIN numbered c ON c.account_id = n.recipient
        )
        INSERT INTO deliveries (outbox_id, alert_id, person_id, recipient, seq, channel)
        SELECT $3, $1, $2, n.recipient, c.last_seq, channel
        FROM notice n JOIN numbered c ON c.account_id = n.recipient, string_to_table(n.channels, ',') AS channel
        """,
        alert_id,
        person_id,
        outbox_id,
        at,
        [notice.recipient for notice in notices],
        [notice.kind for notice in notices],
        [json.dumps(notice.body) for notice in notices],
        [",".join(notice.channels) for notice in notices],
    )


async def append_notices(
    connection: Connection, person_id: UUID, at: datetime, notices: Sequence[Notice]
) -> list[tuple[UUID, int]]:
    """Add notices that come of no alert, and return each recipient with the number that theirs got.

    They wait in the inbox: whoever listens to this database is woken, and no delivery is queued.
    """
    rows = await connection.fetch(
        """
        WITH notice AS (
          SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[]) AS n (recipient, kind, body)
        ), numbered AS (
          INSERT INTO inbox_counter AS c (account_id, last_seq) SELECT recipient, 1 FROM notice ORDER BY recipient
          ON CONFLICT (account_id) DO UPDATE SET last_seq = c.last_seq + 1
          RETURNING account_id, last_seq
        ), kept AS (
          INSERT INTO inbox (recipient, seq, person_id, kind, body, at)
          SELECT n.recipient, c.last_seq, $1, n.kind, n.body::jsonb, $2
          FROM notice n JOIN numbered c ON c.account_id = n.recipient
        )
        SELECT account_id, last_seq FROM numbered
        """,
        person_id,
        at,
        [notice.recipient for notice in notices],
        [notice.kind for notice in notices],
        [json.dumps(notice.body) for notice in notices],
    )
    return [(row["account_id"], row["last_seq"]) for row in rows]


async def frames_for_sockets(connection: Connection, entries: Sequence[tuple[UUID, int]]) -> list[tuple[str, str]]:
    """Return each open socket of the entries' recipients with the frame for it, as JSON text."""
    rows = await connection.fetch(
        f"""
        SELECT c.connection_id, {FRAME}::text AS frame
        FROM unnest($1::uuid[], $2::bigint[]) AS e (recipient, seq)
        JOIN inbox i ON i.recipient = e.recipient AND i.seq = e.seq
        JOIN connections c ON c.account_id = e.recipient AND {SIGNED_IN}
        """,
        [recipient for recipient, _ in entries],
        [seq for _, seq in entries],
    )
    return [(row["connection_id"], row["frame"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an inbox: `items` is a JSON list of frames, `next` where to go on, `more` whether more may follow."""

    items: str
    next: int
    more: bool


async def page_after(connection: Connection, account_id: UUID, after: int | None, limit: int) -> Page:
    """Return the account's next notifications, noted for each person in them.

    Without a number it begins after what the account's devices have acknowledged.
    """
    [row] = await connection.fetch(
        f"""
        WITH begin AS (
          SELECT coalesce($2, (SELECT seq FROM inbox_cursor WHERE account_id = $1), 0) AS seq
        ), page AS (
          SELECT i.seq, i.person_id, {FRAME} AS frame FROM inbox i
          WHERE i.recipient = $1 AND i.seq > (SELECT seq FROM begin) ORDER BY i.seq LIMIT $3
        ), people AS (SELECT DISTINCT person_id FROM page),
        {noting(Audited.NOTIFICATIONS_READ, "person_id", "people")}
        SELECT coalesce(json_agg(frame ORDER BY seq), '[]')::text,
          coalesce(max(seq), (SELECT seq FROM begin)), count(*) = $3 FROM page
        """,
        account_id,
        after,
        limit,
    )
    return Page(*row)


async def mark_received(connection: Connection, received: Mapping[UUID, int]) -> None:
    """Note that devices have everything up to a number; what is noted once stays, and a lower number changes nothing.

    Rows are locked in one order, because workers that save how deliveries went lock some of them too.
    """
    await connection.execute(
        """
        WITH told AS (
          SELECT t.account_id, t.seq, coalesce(c.seq, 0) AS before
          FROM unnest($1::uuid[], $2::bigint[]) AS t (account_id, seq) LEFT JOIN inbox_cursor c USING (account_id)
        ), moved AS (
          INSERT INTO inbox_cursor AS c (account_id, seq) SELECT account_id, seq FROM told ORDER BY account_id
          ON CONFLICT (account_id) DO UPDATE SET seq = excluded.seq, moved_at = now() WHERE excluded.seq > c.seq
        ), marked AS (
          UPDATE inbox i SET received_at = now() FROM told t
          WHERE i.recipient = t.account_id AND i.seq > t.before AND i.seq <= t.seq AND i.received_at IS NULL
        ), reached AS (
          SELECT d.id FROM deliveries d
          JOIN told t ON d.recipient = t.account_id AND d.seq > t.before AND d.seq <= t.seq
          WHERE d.channel = 'websocket' AND d.state <> 'delivered' ORDER BY d.id FOR UPDATE OF d
        )
        UPDATE deliveries SET state = 'delivered', updated_at = now() WHERE id IN (SELECT id FROM reached)
        """,
        list(received),
        list(received.values()),
    )
