"""When a caregiver wants only what is urgent to ring."""

from datetime import time
from uuid import UUID

from api.db.pool import Connection


async def quiet_hours_json(connection: Connection, account_id: UUID) -> str | None:
    """Return, as JSON text, a caregiver's quiet hours and time zone; None for who is no caregiver."""
    text: str | None = await connection.fetchval(
        """
        SELECT json_build_object('time_zone', time_zone, 'quiet_hours', CASE WHEN quiet_from IS NOT NULL THEN
          json_build_object('from', to_char(quiet_from, 'HH24:MI'), 'to', to_char(quiet_to, 'HH24:MI')) END)::text
        FROM caregiver WHERE account_id = $1
        """,
        account_id,
    )
    return text


async def save_quiet_hours(
    connection: Connection, account_id: UUID, time_zone: str, begin: time | None, end: time | None
) -> None:
    """Save a caregiver's quiet hours, none for never."""
    await connection.execute(
        "UPDATE caregiver SET time_zone = $2, quiet_from = $3, quiet_to = $4 WHERE account_id = $1",
        account_id,
        time_zone,
        begin,
        end,
    )
