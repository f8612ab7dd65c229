"""Ways to reach an account besides the app, and the codes that prove whose they are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db.pool import Connection
from api.field_encryption import FieldCipher


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code about to be sent; `code_hash` is all that is kept of it."""

    id: UUID
    code_hash: bytes
    sent_at: datetime
    expires_at: datetime


ADDRESS = "contact_methods.address"


@dataclass(frozen=True, slots=True)
class ContactMethod:
    """A way to reach an account; its address is sealed."""

    id: UUID
    channel: str
    address: str
    verified_at: datetime | None
    consented_at: datetime | None
    stopped_at: datetime | None


COLUMNS = "id, channel, address, verified_at, consented_at, stopped_at"


async def save_verified_number(connection: Connection, cipher: FieldCipher, account_id: UUID, number: str) -> None:
    """Make sure that an account has a verified number which consented to text messages; a STOP stays a STOP."""
    await connection.execute(
        """
        INSERT INTO contact_methods
          (account_id, channel, address, address_index, address_index_key, verified_at, consented_at)
        SELECT $1, 'sms', $2, $3, $4, now(), now() WHERE NOT EXISTS (
          SELECT FROM contact_methods WHERE account_id = $1 AND channel = 'sms' AND address_index = ANY ($5::bytea[]))
        ON CONFLICT DO NOTHING
        """,
        account_id,
        cipher.seal(number, ADDRESS, account_id),
        cipher.index(number, ADDRESS),
        cipher.indexing,
        cipher.indexes(number, ADDRESS),
    )


async def contact_methods_of(connection: Connection, account_id: UUID) -> list[ContactMethod]:
    """Return how an account can be reached, the oldest consent first."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM contact_methods WHERE account_id = $1 ORDER BY consented_at, id", account_id
    )
    return [ContactMethod(*row) for row in rows]


async def contact_method_of(connection: Connection, account_id: UUID, method_id: UUID) -> ContactMethod | None:
    """Return one, None when it is not the account's own."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM contact_methods WHERE account_id = $1 AND id = $2", account_id, method_id
    )
    return None if row is None else ContactMethod(*row)


async def lock_contact_methods(connection: Connection, account_id: UUID) -> None:
    """Let one request of an account at a time count numbers and codes; the lock ends with the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 3))", str(account_id))


async def count_contact_methods(connection: Connection, account_id: UUID) -> int:
    """Return how many numbers an account has."""
    count: int = await connection.fetchval("SELECT count(*) FROM contact_methods WHERE account_id = $1", account_id)
    return count


async def insert_number(
    connection: Connection,
    cipher: FieldCipher,
    account_id: UUID,
    method_id: UUID,
    number: str,
    consented_at: datetime,
) -> bool:
    """Add a number that is still to be verified; return False if the account has it already."""
    status = await connection.execute(
        """
        INSERT INTO contact_methods (id, account_id, channel, address, address_index, address_index_key, consented_at)
        SELECT $1, $2, 'sms', $3, $4, $5, $6 WHERE NOT EXISTS (
          SELECT FROM contact_methods WHERE account_id = $2 AND channel = 'sms' AND address_index = ANY ($7::bytea[]))
        ON CONFLICT DO NOTHING
        """,
        method_id,
        account_id,
        cipher.seal(number, ADDRESS, account_id),
        cipher.index(number, ADDRESS),
        cipher.indexing,
        consented_at,
        cipher.indexes(number, ADDRESS),
    )
    return status == "INSERT 0 1"


async def codes_since(connection: Connection, account_id: UUID, since: datetime) -> tuple[list[datetime], int]:
    """Return when codes were sent for an account, to whichever number, and how many could not be.

    Those of deleted numbers count too.
    """
    rows = await connection.fetch(
        "SELECT sent_at, not_sent FROM contact_code WHERE account_id = $1 AND sent_at > $2", account_id, since
    )
    sent = [row["sent_at"] for row in rows if not row["not_sent"]]
    return sent, len(rows) - len(sent)


async def mark_not_sent(connection: Connection, code_id: UUID) -> None:
    """Note that a code could not be sent; it stays good, for a text whose answer was lost may arrive all the same."""
    await connection.execute("UPDATE contact_code SET not_sent = true WHERE id = $1", code_id)


async def number_without_code(
    connection: Connection, cipher: FieldCipher, account_id: UUID, number: str
) -> UUID | None:
    """Return the id of an account's number that is still to be verified and whose last code could not be sent."""
    method_id: UUID | None = await connection.fetchval(
        """
        SELECT m.id FROM contact_methods m CROSS JOIN LATERAL (
          SELECT c.not_sent FROM contact_code c WHERE c.contact_method_id = m.id ORDER BY c.sent_at DESC LIMIT 1) last
        WHERE m.account_id = $1 AND m.address_index = ANY ($2::bytea[]) AND m.verified_at IS NULL AND last.not_sent
        """,
        account_id,
        cipher.indexes(number, ADDRESS),
    )
    return method_id


async def insert_code(connection: Connection, account_id: UUID, method_id: UUID, code: NewCode) -> None:
    """Keep a code's hash; those sent before it to the same number are worth nothing any more."""
    await connection.execute(
        """
        WITH replaced AS (
          UPDATE contact_code SET expires_at = $5
          WHERE contact_method_id = $2 AND account_id = $1 AND expires_at > $5)
        INSERT INTO contact_code (id, contact_method_id, account_id, code_hash, sent_at, expires_at)
        VALUES ($3, $2, $1, $4, $5, $6)
        """,
        account_id,
        method_id,
        code.id,
        code.code_hash,
        code.sent_at,
        code.expires_at,
    )


async def take_attempt(
    connection: Connection, account_id: UUID, method_id: UUID, now: datetime, most: int
) -> tuple[UUID, bytes] | None:
    """Count an attempt at a number's code and return its id and hash; None when there is none left to try."""
    row = await connection.fetchrow(
        """
        UPDATE contact_code SET attempts = attempts + 1
        WHERE contact_method_id = $2 AND account_id = $1 AND used_at IS NULL AND expires_at > $3 AND attempts < $4
        RETURNING id, code_hash
        """,
        account_id,
        method_id,
        now,
        most,
    )
    return None if row is None else (row["id"], row["code_hash"])


async def mark_verified(connection: Connection, method_id: UUID, code_id: UUID, now: datetime) -> None:
    """Note that a code was right, and with it the number."""
    await connection.execute(
        """
        WITH used AS (UPDATE contact_code SET used_at = $3 WHERE id = $2)
        UPDATE contact_methods SET verified_at = $3 WHERE id = $1
        """,
        method_id,
        code_id,
        now,
    )


async def save_consent(
    connection: Connection, account_id: UUID, method_id: UUID, now: datetime, *, consents: bool
) -> bool:
    """Note a STOP, or that texts are welcome again; return False when the number is not the account's own."""
    status = await connection.execute(
        """
        UPDATE contact_methods SET
          consented_at = CASE WHEN $4 THEN coalesce(CASE WHEN stopped_at IS NULL THEN consented_at END, $3)
                         ELSE consented_at END,
          stopped_at = CASE WHEN $4 THEN NULL ELSE coalesce(stopped_at, $3) END
        WHERE account_id = $1 AND id = $2
        """,
        account_id,
        method_id,
        now,
        consents,
    )
    return status == "UPDATE 1"


async def delete_contact_method(connection: Connection, account_id: UUID, method_id: UUID) -> bool:
    """Forget a number; return False when it is not the account's own."""
    status = await connection.execute(
        "DELETE FROM contact_methods WHERE account_id = $1 AND id = $2", account_id, method_id
    )
    return status == "DELETE 1"
