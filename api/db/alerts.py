"""Alerts, their presses, and what happened to them on the way."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from api.db.audit import noting
from api.db.escalation_policies import frozen_policy
from api.db.pool import Connection
from api.domain.alerts import Alert, Press, Severity, State
from api.domain.audit import Audited
from api.domain.escalation_policy import Policy, document_of

COLUMNS = """id, person_id, state, severity, intent, sentence, press_count, raised_at, last_pressed_at, version,
  acknowledged_by, acknowledged_by_name, acknowledged_at, reminded_at, level, loop, next_step_at, drill,
  closed_by, closed_by_name, closed_at, close_reason, close_note"""


def to_alert(row: asyncpg.Record) -> tuple[Alert, Policy]:
    """Return the row as the domain knows it: the alert, and the policy that was frozen with it."""
    fields: dict[str, Any] = dict(row)
    policy = frozen_policy(fields.pop("policy"))
    return Alert(**{**fields, "state": State(fields["state"]), "severity": Severity(fields["severity"])}), policy


async def calling_alert(connection: Connection, person_id: UUID, dedup_key: str) -> tuple[Alert, Policy] | None:
    """Return the unanswered alert that a press of this meaning folds into."""
    row = await connection.fetchrow(
        f"""
        SELECT {COLUMNS}, policy FROM alerts
        WHERE person_id = $1 AND md5(dedup_key) = md5($2) AND state IN ('raised', 'unanswered') FOR UPDATE
        """,
        person_id,
        dedup_key,
    )
    return None if row is None else to_alert(row)


async def alert_to_change(connection: Connection, alert_id: UUID) -> tuple[Alert, Policy] | None:
    """Return an alert, locked until the transaction ends."""
    row = await connection.fetchrow(f"SELECT {COLUMNS}, policy FROM alerts WHERE id = $1 FOR UPDATE", alert_id)
    return None if row is None else to_alert(row)


async def alert_json(connection: Connection, alert_id: UUID) -> str | None:
    """Return, as JSON text, an alert with its timeline; it is noted in the audit."""
    text: str | None = await connection.fetchval(
        f"""
        WITH seen AS (SELECT * FROM alerts WHERE id = $1),
        {noting(Audited.ALERT_READ, "person_id", "seen", "id")}
        SELECT json_build_object(
          'id', a.id, 'person_id', a.person_id, 'state', a.state, 'severity', a.severity, 'intent', a.intent,
          'sentence', a.sentence, 'raised_at', a.raised_at, 'press_count', a.press_count,
          'acknowledged_by', a.acknowledged_by_name, 'acknowledged_at', a.acknowledged_at, 'drill', a.drill,
          'next_step_at', a.next_step_at, 'closed_by', a.closed_by_name, 'closed_at', a.closed_at,
          'close_reason', a.close_reason, 'close_note', a.close_note,
          'timeline', (
            SELECT coalesce(json_agg(json_build_object('event', e.event, 'at', e.at, 'detail', e.detail)
              ORDER BY e.at, e.id), '[]') FROM alert_events e WHERE e.alert_id = a.id)
        )::text FROM seen a
        """,
        alert_id,
    )
    return text


async def open_alerts_json(connection: Connection, most: int) -> str:
    """Return, as JSON text, the newest alerts of the account's people that nobody has ended; noted in the audit."""
    text: str = await connection.fetchval(
        f"""
        WITH found AS (SELECT * FROM alerts WHERE state IN ('raised', 'acknowledged', 'unanswered')
          ORDER BY raised_at DESC, id LIMIT $1 + 1),
        seen AS (SELECT * FROM found ORDER BY raised_at DESC, id LIMIT $1),
        {noting(Audited.ALERT_READ, "person_id", "seen", "id")}
        SELECT json_build_object(
          'items', (SELECT coalesce(json_agg(json_build_object(
            'id', a.id, 'person_id', a.person_id, 'state', a.state, 'severity', a.severity, 'intent', a.intent,
            'sentence', a.sentence, 'raised_at', a.raised_at, 'press_count', a.press_count,
            'acknowledged_by', a.acknowledged_by_name, 'acknowledged_at', a.acknowledged_at, 'drill', a.drill)
            ORDER BY a.raised_at DESC, a.id), '[]') FROM seen a),
          'more', (SELECT count(*) > $1 FROM found))::text
        """,
        most,
    )
    return text


async def insert_alert(connection: Connection, alert: Alert, policy: Policy) -> None:
    """Add a new alert, its policy frozen."""
    await connection.execute(
        """
        INSERT INTO alerts (id, person_id, state, severity, intent, sentence, dedup_key, press_count, raised_at,
          last_pressed_at, version, level, loop, next_step_at, drill, policy)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::text::jsonb)
        """,
        alert.id,
        alert.person_id,
        alert.state,
        alert.severity,
        alert.intent,
        alert.sentence,
        alert.dedup_key,
        alert.press_count,
        alert.raised_at,
        alert.last_pressed_at,
        alert.version,
        alert.level,
        alert.loop,
        alert.next_step_at,
        alert.drill,
        json.dumps(document_of(policy)),
    )


async def update_alert(connection: Connection, alert: Alert) -> bool:
    """Save an alert that is one version further than the stored one; return False if it is not."""
    status = await connection.execute(
        """
        UPDATE alerts SET state = $3, severity = $4, press_count = $5, last_pressed_at = $6, version = $2,
          acknowledged_by = $7, acknowledged_by_name = $8, acknowledged_at = $9, reminded_at = $10, level = $11,
          loop = $12, next_step_at = $13, closed_by = $14, closed_by_name = $15, closed_at = $16, close_reason = $17,
          close_note = $18
        WHERE id = $1 AND version = $2 - 1
        """,
        alert.id,
        alert.version,
        alert.state,
        alert.severity,
        alert.press_count,
        alert.last_pressed_at,
        alert.acknowledged_by,
        alert.acknowledged_by_name,
        alert.acknowledged_at,
        alert.reminded_at,
        alert.level,
        alert.loop,
        alert.next_step_at,
        alert.closed_by,
        alert.closed_by_name,
        alert.closed_at,
        alert.close_reason,
        alert.close_note,
    )
    return status == "UPDATE 1"


async def insert_press(connection: Connection, alert: Alert, press: Press, idempotency_key: str) -> None:
    """Add a press to its alert."""
    await connection.execute(
        """
        INSERT INTO alert_presses (id, alert_id, person_id, pressed_by, idempotency_key, severity, sentence, symbols,
          pressed_at, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        press.id,
        alert.id,
        alert.person_id,
        press.pressed_by,
        idempotency_key,
        press.severity,
        press.sentence,
        press.symbols,
        press.at,
        press.received_at,
    )


async def press_times(connection: Connection, alert_id: UUID) -> list[datetime]:
    """Return when the newest presses of an alert were received, as many as a rule may want to see."""
    rows = await connection.fetch(
        "SELECT received_at FROM alert_presses WHERE alert_id = $1 ORDER BY received_at DESC LIMIT 10", alert_id
    )
    return [row["received_at"] for row in rows]


async def record_events(
    connection: Connection, alert_id: UUID, events: Sequence[tuple[str, str, datetime | None, str]]
) -> None:
    """Add (event, source, time or None for now, detail as JSON text) to an alert's timeline, each at most once."""
    await connection.execute(
        """
        INSERT INTO alert_events (alert_id, person_id, event, source, at, detail)
        SELECT a.id, a.person_id, e.event, e.source, coalesce(e.at, clock_timestamp()), e.detail::jsonb
        FROM alerts a, unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS e (event, source, at, detail)
        WHERE a.id = $1 ON CONFLICT DO NOTHING
        """,
        alert_id,
        *([list(column) for column in zip(*events, strict=True)] or [[], [], [], []]),
    )
