"""A person's boards, every version of each kept; versions count over all boards of the person."""

from dataclasses import dataclass
from uuid import UUID

from api.db.audit import noting
from api.db.pool import Connection
from api.domain.audit import Audited

# The newest version that is no side version of a conflict.
HEAD = """
  SELECT version, board, deleted FROM symbol_configs
  WHERE user_id = b.user_id AND board_id = b.id AND conflicts_with IS NULL ORDER BY version DESC LIMIT 1
"""

HOME_SEEN = f"""
  WITH seen AS (
    SELECT r.person_id, r.role FROM care_relation r WHERE r.account_id = $1 AND r.person_id = $2
      AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
  ), {noting(Audited.BOARD_READ, "person_id", "seen")}
  SELECT seen.role, b.version, b.board::text AS board FROM seen
  LEFT JOIN LATERAL (
    SELECT h.version, h.board FROM boards b, LATERAL ({HEAD}) h WHERE b.user_id = person_id AND b.is_home
  ) b ON true
"""


@dataclass(frozen=True, slots=True)
class StoredBoard:
    """A board's newest version; `board` is JSON text."""

    version: int
    board: str


@dataclass(frozen=True, slots=True)
class Head:
    """A board with its newest version; `content` is JSON text."""

    board_id: UUID
    is_home: bool
    set_id: UUID | None
    version: int
    content: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is written into a board's history; `content` is JSON text."""

    board_id: UUID
    version: int
    content: str
    edited_by: UUID | None
    deleted: bool = False
    restored_from: int | None = None
    conflicts_with: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The package that a board came in, what it is called there and where it lies."""

    set_id: UUID
    source_id: str
    path: str | None


async def has_home(connection: Connection, person_id: UUID) -> bool:
    """Tell whether a person has a home board."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT 1 FROM boards WHERE user_id = $1 AND is_home)", person_id
    )
    return found


async def board_seen(
    connection: Connection, account_id: UUID, person_id: UUID
) -> tuple[str | None, StoredBoard | None]:
    """Return the account's relation to a person and, if there is one, the person's home board: one round trip.

    It is noted in the audit.
    """
    row = await connection.fetchrow(HOME_SEEN, account_id, person_id)
    if row is None:
        return None, None
    return row["role"], None if row["version"] is None else StoredBoard(row["version"], row["board"])


async def head_of(connection: Connection, person_id: UUID, board_id: UUID | None) -> Head | None:
    """Return a board of a person, or the home board for None, with its newest version."""
    row = await connection.fetchrow(
        f"""
        SELECT b.id, b.is_home, b.set_id, h.version, h.board::text, h.deleted FROM boards b, LATERAL ({HEAD}) h
        WHERE b.user_id = $1 AND (b.id = $2 OR ($2::uuid IS NULL AND b.is_home))
        """,
        person_id,
        board_id,
    )
    return None if row is None else Head(*row)


async def heads_of(connection: Connection, person_id: UUID) -> list[Head]:
    """Return all boards of a person that are not deleted."""
    rows = await connection.fetch(
        f"""
        SELECT b.id, b.is_home, b.set_id, h.version, h.board::text, h.deleted FROM boards b, LATERAL ({HEAD}) h
        WHERE b.user_id = $1 AND NOT h.deleted ORDER BY b.id
        """,
        person_id,
    )
    return [Head(*row) for row in rows]


async def lock_boards(connection: Connection, person_id: UUID) -> tuple[int, bool]:
    """Let one transaction at a time write boards of a person.

    Return the newest version of all, 0 before the first, and whether the person's organisation is a commercial one.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 2))", str(person_id))
    row = await connection.fetchrow(
        "SELECT coalesce(max(version), 0), is_commercial($1) FROM symbol_configs WHERE user_id = $1", person_id
    )
    return (0, False) if row is None else (row[0], row[1])


async def insert_board(
    connection: Connection, person_id: UUID, board_id: UUID, *, is_home: bool = False, origin: Origin | None = None
) -> None:
    """Add a board, which has no version yet."""
    named = (None, None, None) if origin is None else (origin.set_id, origin.source_id, origin.path)
    await connection.execute(
        "INSERT INTO boards (user_id, id, is_home, set_id, source_id, path) VALUES ($1, $2, $3, $4, $5, $6)",
        person_id,
        board_id,
        is_home,
        *named,
    )


async def insert_version(connection: Connection, person_id: UUID, new: NewVersion) -> None:
    """Add a version; whoever calls holds the lock of `lock_boards` and has counted on from its number."""
    await connection.execute(
        """
        INSERT INTO symbol_configs
          (user_id, version, board_id, board, edited_by, deleted, restored_from, conflicts_with)
        VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)
        """,
        person_id,
        new.version,
        new.board_id,
        new.content,
        new.edited_by,
        new.deleted,
        new.restored_from,
        new.conflicts_with,
    )


async def insert_first_board(connection: Connection, person_id: UUID, board_id: UUID, content: str) -> None:
    """Give a person who has no board yet a home board."""
    await insert_board(connection, person_id, board_id, is_home=True)
    newest, _ = await lock_boards(connection, person_id)
    await insert_version(connection, person_id, NewVersion(board_id, newest + 1, content, None))


async def move_home(connection: Connection, person_id: UUID, board_id: UUID) -> None:
    """Make another board of a person the home board."""
    await connection.execute("UPDATE boards SET is_home = false WHERE user_id = $1 AND is_home", person_id)
    await connection.execute("UPDATE boards SET is_home = true WHERE user_id = $1 AND id = $2", person_id, board_id)
