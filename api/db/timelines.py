"""All that is known of how an alert went."""

from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.alerts import LATE_AFTER
from api.domain.audit import Audited


async def timeline_json(connection: Connection, alert_id: UUID) -> str | None:
    """Return, as JSON text, an alert's presses, hops, steps and deliveries; it is noted in the audit."""
    text: str | None = await connection.fetchval(
        f"""
        WITH seen AS (SELECT * FROM alerts WHERE id = $1),
        {noting(Audited.ALERT_READ, "person_id", "seen", "id")}
        SELECT json_build_object(
          'id', a.id, 'state', a.state, 'drill', a.drill, 'level', a.level, 'loop', a.loop,
          'next_step_at', a.next_step_at,
          'presses', (
            SELECT coalesce(json_agg(json_build_object('at', p.pressed_at, 'received_at', p.received_at,
              'severity', p.severity, 'sentence', p.sentence, 'late', p.received_at - p.pressed_at > $2)
              ORDER BY p.received_at, p.id), '[]') FROM alert_presses p WHERE p.alert_id = a.id),
          'events', (
            SELECT coalesce(json_agg(json_build_object('event', e.event, 'at', e.at, 'detail', e.detail)
              ORDER BY e.at, e.id), '[]') FROM alert_events e WHERE e.alert_id = a.id),
          'deliveries', (
            SELECT coalesce(json_agg(json_build_object('recipient', c.name, 'channel', d.channel, 'state', d.state,
              'reason', d.reason, 'attempts', d.attempts, 'updated_at', d.updated_at)
              ORDER BY d.outbox_id, c.name, d.channel, d.id), '[]')
            FROM deliveries d LEFT JOIN care_circle(a.person_id) c ON c.account_id = d.recipient
            WHERE d.alert_id = a.id)
        )::text FROM seen a
        """,
        alert_id,
        LATE_AFTER,
    )
    return text
