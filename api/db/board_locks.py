"""The PINs that guard boards against changes, and the guesses at them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock as it is kept."""

    salt: bytes
    pin_hash: bytes
    failures: int
    blocked_until: datetime | None


async def lock_to_try(connection: Connection, person_id: UUID) -> Lock | None:
    """Return a person's lock; nobody else tries it until the transaction ends."""
    row = await connection.fetchrow(
        "SELECT salt, pin_hash, failures, blocked_until FROM board_locks WHERE user_id = $1 FOR UPDATE", person_id
    )
    return None if row is None else Lock(*row)


async def lock_json(connection: Connection, person_id: UUID) -> str:
    """Return, as JSON text, whether a person's boards are locked."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object('locked', count(*) > 0, 'locked_at', max(locked_at),
          'blocked_until', max(blocked_until))::text
        FROM board_locks WHERE user_id = $1
        """,
        person_id,
    )
    return text


async def save_attempts(connection: Connection, person_id: UUID, failures: int, blocked_until: datetime | None) -> None:
    """Write down how many wrong PINs came in a row."""
    await connection.execute(
        "UPDATE board_locks SET failures = $2, blocked_until = $3 WHERE user_id = $1",
        person_id,
        failures,
        blocked_until,
    )


async def save_lock(connection: Connection, person_id: UUID, salt: bytes, pin_hash: bytes, locked_by: UUID) -> None:
    """Lock a person's boards, or change the PIN."""
    await connection.execute(
        """
        INSERT INTO board_locks (user_id, salt, pin_hash, locked_by) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id) DO UPDATE SET (salt, pin_hash, locked_by, locked_at, failures, blocked_until)
          = (excluded.salt, excluded.pin_hash, excluded.locked_by, now(), 0, NULL)
        """,
        person_id,
        salt,
        pin_hash,
        locked_by,
    )


async def delete_lock(connection: Connection, person_id: UUID) -> None:
    """Unlock a person's boards."""
    await connection.execute("DELETE FROM board_locks WHERE user_id = $1", person_id)
