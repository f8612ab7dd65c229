"""Personal boards, every version kept."""

from dataclasses import dataclass
from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.audit import Audited


@dataclass(frozen=True, slots=True)
class StoredBoard:
    """A board's newest version; `board` is JSON text."""

    version: int
    board: str


async def newest_board(connection: Connection, person_id: UUID) -> StoredBoard | None:
    """Return a person's board as last saved."""
    row = await connection.fetchrow(
        "SELECT version, board::text FROM symbol_configs WHERE user_id = $1 ORDER BY version DESC LIMIT 1", person_id
    )
    return None if row is None else StoredBoard(*row)


async def board_seen(
    connection: Connection, account_id: UUID, person_id: UUID
) -> tuple[str | None, StoredBoard | None]:
    """Return the account's relation to a person and, if there is one, the person's newest board: one round trip.

    It is noted in the audit.
    """
    row = await connection.fetchrow(
        f"""
        WITH seen AS (
          SELECT r.person_id, r.role FROM care_relation r WHERE r.account_id = $1 AND r.person_id = $2
            AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
        ), {noting(Audited.BOARD_READ, "person_id", "seen")}
        SELECT seen.role, b.version, b.board::text AS board FROM seen
        LEFT JOIN LATERAL (
          SELECT version, board FROM symbol_configs WHERE user_id = person_id ORDER BY version DESC LIMIT 1) b ON true
        """,
        account_id,
        person_id,
    )
    if row is None:
        return None, None
    return row["role"], None if row["version"] is None else StoredBoard(row["version"], row["board"])


async def insert_board(
    connection: Connection, person_id: UUID, version: int, board: str, edited_by: UUID | None
) -> bool:
    """Add a version; return False if that version exists already, that is if somebody else was quicker."""
    status = await connection.execute(
        """
        INSERT INTO symbol_configs (user_id, version, board, edited_by) VALUES ($1, $2, $3::jsonb, $4)
        ON CONFLICT DO NOTHING
        """,
        person_id,
        version,
        board,
        edited_by,
    )
    return status == "INSERT 0 1"
