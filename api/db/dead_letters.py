"""Messages that no worker could deal with."""

from dataclasses import dataclass
from uuid import UUID

from api.db.pool import Connection


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead message: ids and a hash, never its text."""

    message_id: str
    outbox_id: int | None
    alert_id: UUID | None
    receives: int
    body_hash: bytes


async def insert_dead_letter(connection: Connection, letter: DeadLetter) -> bool:
    """Record a dead message once; return whether it was new."""
    status = await connection.execute(
        """
        INSERT INTO dead_letters (message_id, outbox_id, alert_id, receives, body_hash) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """,
        letter.message_id,
        letter.outbox_id,
        letter.alert_id,
        letter.receives,
        letter.body_hash,
    )
    return status == "INSERT 0 1"
