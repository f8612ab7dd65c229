"""Ways to reach an account besides the app."""

from uuid import UUID

from api.db.pool import Connection


async def save_verified_number(connection: Connection, account_id: UUID, number: str) -> None:
    """Make sure that an account has a verified number which consented to text messages; a STOP stays a STOP."""
    await connection.execute(
        """
        INSERT INTO contact_methods (account_id, channel, address, verified_at, consented_at)
        VALUES ($1, 'sms', $2, now(), now()) ON CONFLICT DO NOTHING
        """,
        account_id,
        number,
    )
