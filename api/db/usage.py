"""What a person pressed, counted for suggestions."""

from datetime import datetime
from uuid import UUID

from api.db.pool import Connection
from api.domain.suggestions import Usage


async def hour_of_day(connection: Connection, person_id: UUID, at: datetime) -> int:
    """Return the hour of the person's own clock."""
    hour: int = await connection.fetchval(
        "SELECT extract(hour FROM $2::timestamptz AT TIME ZONE time_zone)::integer FROM person WHERE id = $1",
        person_id,
        at,
    )
    return hour


async def usage_of(connection: Connection, person_id: UUID, until: datetime) -> list[Usage]:
    """Return how often each symbol was pressed in the 90 days before, by hour and by the symbol before it.

    What was pressed more than five minutes earlier is no symbol before, a whole utterance says again what its buttons
    said, and what others press to show how is not the person's.
    """
    rows = await connection.fetch(
        """
        WITH pressed AS (
          SELECT l.timestamp, s.symbol, s.place
          FROM logs l, unnest(l.symbols) WITH ORDINALITY AS s (symbol, place)
          WHERE l.user_id = $1 AND l.event = 'button' AND NOT l.modeling
            AND l.timestamp > $2::timestamptz - interval '90 days' AND l.timestamp <= $2
          ORDER BY l.timestamp DESC LIMIT 20000),
        followed AS (
          SELECT symbol, timestamp,
            CASE WHEN timestamp - lag(timestamp) OVER w <= interval '5 minutes' THEN lag(symbol) OVER w END AS previous
          FROM pressed WINDOW w AS (ORDER BY timestamp, place))
        SELECT f.symbol, extract(hour FROM f.timestamp AT TIME ZONE p.time_zone)::integer, f.previous, count(*)::integer
        FROM followed f, person p WHERE p.id = $1 GROUP BY 1, 2, 3
        """,
        person_id,
        until,
    )
    return [Usage(*row) for row in rows]
