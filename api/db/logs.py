"""What people said with their boards."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection
from api.domain.usage import UsageEvent

COLUMNS = """id, "timestamp", event, symbols, label, text, action, button_id, board_id, spoken, modeling"""
# A longer pause between two buttons is no longer part of speaking.
LONGEST_PAUSE = "interval '2 minutes'"
MOST_USED = 20


async def insert_events(connection: Connection, person_id: UUID, account_id: UUID, events: Sequence[UsageEvent]) -> int:
    """Add events; return how many are new, for one that came before is left as it is."""
    listed = json.dumps([asdict(event) for event in events], default=str)
    status = await connection.execute(
        f"""
        INSERT INTO logs (user_id, account_id, {COLUMNS})
        SELECT $1, $2, {COLUMNS} FROM json_to_recordset($3::json) AS e (
          id uuid, "timestamp" timestamptz, event text, symbols text[], label text, text text, action text,
          button_id text, board_id text, spoken boolean, modeling boolean)
        ON CONFLICT DO NOTHING
        """,
        person_id,
        account_id,
        listed,
    )
    return int(status.rpartition(" ")[2])


async def events_between(
    connection: Connection, person_id: UUID, since: datetime, before: datetime, limit: int
) -> list[UsageEvent]:
    """Return a person's first events of a span, in the order of their time."""
    rows = await connection.fetch(
        f"""
        SELECT {COLUMNS} FROM logs WHERE user_id = $1 AND "timestamp" >= $2 AND "timestamp" < $3
        ORDER BY "timestamp", id LIMIT $4
        """,
        person_id,
        since,
        before,
        limit,
    )
    return [UsageEvent(**{**dict(row), "symbols": tuple(row["symbols"])}) for row in rows]


ACTIVITY = f"""
  WITH clock AS (SELECT time_zone AS zone FROM person WHERE id = $1),
  used AS MATERIALIZED (
    SELECT "timestamp" AS at, event, symbols FROM logs
    WHERE user_id = $1 AND "timestamp" >= $2 AND "timestamp" < $3 AND NOT modeling),
  paced AS (
    SELECT greatest(cardinality(symbols), 1) AS words, at - lag(at) OVER (ORDER BY at) AS pause
    FROM used WHERE event = 'button'),
  hourly AS (
    SELECT extract(hour FROM at AT TIME ZONE zone)::int AS hour, count(*) AS events FROM used, clock GROUP BY 1),
  daily AS (SELECT (at AT TIME ZONE zone)::date AS day, count(*) AS events FROM used, clock GROUP BY 1),
  most AS (
    SELECT symbol, count(*) AS uses FROM used, unnest(symbols) AS symbol WHERE event = 'button'
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_USED})
  SELECT json_build_object(
    'from', $2::timestamptz, 'to', $3::timestamptz, 'time_zone', (SELECT zone FROM clock),
    'events', (SELECT count(*) FROM used),
    'utterances', (SELECT count(*) FROM used WHERE event = 'utterance'),
    'most_used', (SELECT coalesce(json_agg(json_build_object('symbol', symbol, 'uses', uses)
      ORDER BY uses DESC, symbol), '[]') FROM most),
    'by_hour', (SELECT json_agg(coalesce(events, 0) ORDER BY n) FROM generate_series(0, 23) n
      LEFT JOIN hourly ON hour = n),
    'by_day', (SELECT coalesce(json_agg(json_build_object('day', day, 'events', events) ORDER BY day), '[]')
      FROM daily),
    'words_per_minute', (SELECT round((sum(words) / nullif(extract(epoch FROM sum(pause)), 0) * 60)::numeric, 1)
      FROM paced WHERE pause <= {LONGEST_PAUSE})
  )::text
"""


async def activity(connection: Connection, person_id: UUID, since: datetime, before: datetime) -> str:
    """Return, as JSON text, how a person used their board in a span, by their own clock.

    Words a minute are the symbols of buttons that followed another within two minutes, by the time between them.
    What somebody else pressed to show how (modeling) does not count.
    """
    text: str = await connection.fetchval(ACTIVITY, person_id, since, before)
    return text
