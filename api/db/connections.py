"""Open sockets, and the tickets that open them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection

SIGNED_IN = "(session_until IS NULL OR session_until > clock_timestamp())"


async def save_connection(
    connection: Connection, connection_id: str, account_id: UUID, session_until: datetime | None = None
) -> None:
    """Remember whose socket this is, and until when its sign-in holds."""
    await connection.execute(
        """
        INSERT INTO connections (connection_id, account_id, session_until) VALUES ($1, $2, $3)
        ON CONFLICT (connection_id) DO UPDATE
          SET account_id = excluded.account_id, session_until = excluded.session_until
        """,
        connection_id,
        account_id,
        session_until,
    )


async def ended_connections(connection: Connection, now: datetime, most: int) -> list[str]:
    """Return sockets whose sign-in has run out."""
    rows = await connection.fetch(
        "SELECT connection_id FROM connections WHERE session_until <= $1 ORDER BY session_until LIMIT $2", now, most
    )
    return [row["connection_id"] for row in rows]


async def delete_connections(connection: Connection, connection_ids: list[str]) -> None:
    """Forget sockets that are gone."""
    await connection.execute("DELETE FROM connections WHERE connection_id = ANY ($1::text[])", connection_ids)


async def account_of_connection(connection: Connection, connection_id: str) -> UUID | None:
    """Return whose socket this is, None when its sign-in has run out."""
    account: UUID | None = await connection.fetchval(
        f"SELECT account_id FROM connections WHERE connection_id = $1 AND {SIGNED_IN}", connection_id
    )
    return account


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a ticket opens: whose socket, until when its sign-in holds, and since when by the database's clock."""

    account_id: UUID
    session_until: datetime | None
    since: datetime


async def insert_ticket(
    connection: Connection, ticket_hash: bytes, account_id: UUID, expires_at: datetime, session_until: datetime
) -> int:
    """Keep a ticket's hash, and return up to which number the account's devices have acknowledged."""
    received: int = await connection.fetchval(
        """
        WITH kept AS (
          INSERT INTO tickets (ticket_hash, account_id, expires_at, session_until) VALUES ($1, $2, $3, $4))
        SELECT coalesce((SELECT seq FROM inbox_cursor WHERE account_id = $2), 0)
        """,
        ticket_hash,
        account_id,
        expires_at,
        session_until,
    )
    return received


async def redeem_ticket(connection: Connection, ticket_hash: bytes) -> Welcome | None:
    """Use up a ticket and return what it opens; None if it is unknown, used or expired. Old tickets are swept away."""
    await connection.execute("DELETE FROM tickets WHERE expires_at < now() - interval '1 hour'")
    row = await connection.fetchrow(
        """
        UPDATE tickets SET redeemed_at = now() WHERE ticket_hash = $1 AND redeemed_at IS NULL AND expires_at > now()
        RETURNING account_id, session_until, now()
        """,
        ticket_hash,
    )
    return None if row is None else Welcome(*row)
