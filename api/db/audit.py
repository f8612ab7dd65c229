"""The audit: noting an access or a change, chaining the notes, and reading the chains."""

from collections.abc import AsyncIterator
from uuid import UUID

from api.db.pool import Connection
from api.domain.audit import Audited, Entry, Head


def noting(action: Audited, person: str, source: str, object_id: str = "NULL") -> str:
    """Return a WITH query that notes an action for each row of another one: no round trip of its own.

    `person` and `object_id` are expressions over `source`, the name of a query before it.
    """
    return f"""noted AS (
      INSERT INTO audit_pending (person_id, action, object_id, changes)
      SELECT {person}, '{action}', {object_id}::text, {action.changes} FROM {source})"""


async def note(connection: Connection, person_id: UUID, action: Audited, object_id: UUID | str | None = None) -> None:
    """Note what the transaction's account does with a person's record; it counts if the transaction commits."""
    await connection.execute(
        "INSERT INTO audit_pending (person_id, action, object_id, changes) VALUES ($1, $2, $3, $4)",
        person_id,
        action,
        None if object_id is None else str(object_id),
        action.changes,
    )


async def seal_pending(connection: Connection, most: int) -> tuple[int, list[str]]:
    """Chain what is pending of at most so many people; return how many entries, and the new ends as hex."""
    row = await connection.fetchrow("SELECT sealed, heads FROM audit_seal_pending($1)", most)
    return (0, []) if row is None else (row["sealed"], row["heads"])


async def audit_page(connection: Connection, person_id: UUID, before: int, most: int) -> str:
    """Return, as JSON text, the entries before a number, newest first, and the number to go on from."""
    text: str = await connection.fetchval(
        """
        SELECT json_build_object(
          'entries', coalesce(json_agg(json_build_object('seq', seq, 'at', at, 'action', action, 'object_id', object_id,
            'account_id', account_id, 'name', name) ORDER BY seq DESC), '[]'),
          'next', CASE WHEN count(*) = $3 THEN min(seq) END)::text
        FROM audit_page($1, $2, $3)
        """,
        person_id,
        before,
        most,
    )
    return text


async def every_entry(connection: Connection) -> AsyncIterator[Entry]:
    """Yield all entries, person by person, in the order of their numbers."""
    query = "SELECT person_id, seq, account_id, action, object_id, at, hash FROM audit ORDER BY person_id, seq"
    async for row in connection.cursor(query, prefetch=1000):
        yield Entry(*row)


async def every_head(connection: Connection) -> dict[UUID, Head]:
    """Return where each chain ends."""
    rows = await connection.fetch("SELECT person_id, last_seq, last_hash FROM audit_head")
    return {row["person_id"]: Head(row["last_seq"], row["last_hash"]) for row in rows}
