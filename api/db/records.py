"""A person's whole record, as an export needs it."""

import json
from typing import Any
from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.audit import Audited

NEWEST = 1000


async def whole_record(connection: Connection, person_id: UUID) -> dict[str, Any]:
    """Return person, care team, and the newest 1,000 each of tasks, alerts and deliveries; noted in the audit."""
    text: str = await connection.fetchval(
        f"""
        WITH someone AS (SELECT id, name, locale, time_zone FROM person WHERE id = $1),
        {noting(Audited.RECORD_EXPORTED, "id", "someone")},
        done AS (SELECT * FROM tasks WHERE user_id = $1 ORDER BY starts_at DESC, id LIMIT {NEWEST}),
        called AS (SELECT * FROM alerts WHERE person_id = $1 ORDER BY raised_at DESC, id LIMIT {NEWEST}),
        told AS (
          SELECT d.* FROM called a JOIN deliveries d ON d.alert_id = a.id
          ORDER BY d.updated_at DESC, d.id LIMIT {NEWEST})
        SELECT json_build_object(
          'person', (SELECT row_to_json(s) FROM someone s),
          'team', (SELECT coalesce(json_agg(t), '[]') FROM care_team($1) t),
          'tasks', (SELECT coalesce(json_agg(json_build_object(
            'id', id, 'title', title, 'starts_at', starts_at, 'rrule', rrule, 'done_at', done_at,
            'created_at', created_at) ORDER BY starts_at, id), '[]') FROM done),
          'alerts', (SELECT coalesce(json_agg(json_build_object(
            'id', id, 'state', state, 'severity', severity, 'sentence', sentence, 'raised_at', raised_at,
            'acknowledged_by', acknowledged_by, 'acknowledged_at', acknowledged_at) ORDER BY raised_at, id), '[]')
            FROM called),
          'deliveries', (SELECT coalesce(json_agg(json_build_object(
            'id', id, 'alert_id', alert_id, 'recipient', recipient, 'channel', channel, 'state', state,
            'reason', reason, 'updated_at', updated_at) ORDER BY updated_at, id), '[]') FROM told)
        )::text
        """,
        person_id,
    )
    record: dict[str, Any] = json.loads(text)
    return record
