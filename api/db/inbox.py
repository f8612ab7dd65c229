"""Inboxes: per recipient a gap-free sequence, in the order of the commits."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.db.audit import noting
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


async def append_notices(connection: Connection, person_id: UUID, at: datetime, notices: Sequence[Notice]) -> None:
    """Add notices that come of no alert; nothing is sent, they wait in the inbox."""
    await connection.execute(
        """
        WITH notice AS (
          SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[]) AS n (recipient, kind, body)
        ), numbered AS (
          INSERT INTO inbox_counter AS c (account_id, last_seq) SELECT recipient, 1 FROM notice ORDER BY recipient
          ON CONFLICT (account_id) DO UPDATE SET last_seq = c.last_seq + 1
          RETURNING account_id, last_seq
        )
        INSERT INTO inbox (recipient, seq, person_id, kind, body, at)
        SELECT n.recipient, c.last_seq, $1, n.kind, n.body::jsonb, $2
        FROM notice n JOIN numbered c ON c.account_id = n.recipient
        """,
        person_id,
        at,
        [notice.recipient for notice in notices],
        [notice.kind for notice in notices],
        [json.dumps(notice.body) for notice in notices],
    )


async def frames_after(connection: Connection, account_id: UUID, after: int, limit: int) -> str:
    """Return, as JSON text, the account's next notifications and where to go on from; noted for each person in them."""
    text: str = await connection.fetchval(
        f"""
        WITH page AS (
          SELECT i.seq, i.person_id, {FRAME} AS frame FROM inbox i
          WHERE i.recipient = $1 AND i.seq > $2 ORDER BY i.seq LIMIT $3
        ), people AS (SELECT DISTINCT person_id FROM page),
        {noting(Audited.NOTIFICATIONS_READ, "person_id", "people")}
        SELECT json_build_object('items', coalesce(json_agg(frame ORDER BY seq), '[]'),
          'next', coalesce(max(seq), $2))::text
        FROM page
        """,
        account_id,
        after,
        limit,
    )
    return text


async def mark_received(connection: Connection, account_id: UUID, seq: int) -> None:
    """Note that a recipient's device has a notification; what is noted once stays."""
    await connection.execute(
        """
        WITH marked AS (
          UPDATE inbox SET received_at = now() WHERE recipient = $1 AND seq = $2 AND received_at IS NULL)
        UPDATE deliveries SET state = 'delivered', updated_at = now()
        WHERE recipient = $1 AND seq = $2 AND channel = 'websocket' AND state IN ('sending', 'sent')
        """,
        account_id,
        seq,
    )
