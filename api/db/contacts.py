"""Ways to reach an account besides the app; addresses are sealed, and found again by their blind index."""

from uuid import UUID

from api.db.pool import Connection
from api.field_encryption import FieldCipher

ADDRESS = "contact_methods.address"


async def save_verified_number(connection: Connection, cipher: FieldCipher, account_id: UUID, number: str) -> None:
    """Make sure that an account has a verified number which consented to text messages; a STOP stays a STOP."""
    await connection.execute(
        """
        INSERT INTO contact_methods (account_id, channel, address, address_index, verified_at, consented_at)
        VALUES ($1, 'sms', $2, $3, now(), now()) ON CONFLICT DO NOTHING
        """,
        account_id,
        cipher.seal(number, ADDRESS, account_id),
        cipher.index(number, ADDRESS),
    )


async def seal_plain_addresses(connection: Connection, cipher: FieldCipher, most: int) -> int:
    """Seal addresses that were stored before addresses were sealed; return how many there were."""
    rows = await connection.fetch(
        """
        SELECT id, account_id, address FROM contact_methods WHERE address_index IS NULL
        ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
        """,
        most,
    )
    await connection.executemany(
        "UPDATE contact_methods SET address = $2, address_index = $3 WHERE id = $1",
        [
            (row["id"], cipher.seal(row["address"], ADDRESS, row["account_id"]), cipher.index(row["address"], ADDRESS))
            for row in rows
        ],
    )
    return len(rows)
