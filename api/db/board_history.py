"""Reading what became of a person's boards: lists, versions, and what changed since."""

from uuid import UUID

from api.db.boards import HEAD
from api.db.pool import Connection

PLACE = "b.user_id = v.user_id AND b.id = v.board_id"


async def boards_json(connection: Connection, person_id: UUID) -> str:
    """Return, as JSON text, a person's boards with where their buttons lead."""
    text: str = await connection.fetchval(
        f"""
        SELECT json_build_object('boards', coalesce(json_agg(json_build_object(
          'id', b.id, 'name', h.board->>'name', 'locale', h.board->>'locale', 'home', b.is_home, 'version', h.version,
          'imported', b.set_id, 'links', coalesce(l.links, '[]'), 'conflict', (
            SELECT max(version) FROM symbol_configs c
            WHERE c.user_id = b.user_id AND c.board_id = b.id AND c.version > h.version)
          ) ORDER BY b.is_home DESC, b.created_at, b.id), '[]'))::text
        FROM boards b, LATERAL ({HEAD}) h, LATERAL (
          SELECT jsonb_agg(DISTINCT button->'load_board'->>'board') AS links
          FROM jsonb_array_elements(h.board->'buttons') button WHERE button->'load_board'->>'board' IS NOT NULL) l
        WHERE b.user_id = $1 AND NOT h.deleted
        """,
        person_id,
    )
    return text


async def versions_json(
    connection: Connection, person_id: UUID, board_id: UUID, before: int | None, limit: int
) -> str | None:
    """Return, as JSON text, a board's versions, newest first, from before a version; None without such a board."""
    text: str | None = await connection.fetchval(
        """
        SELECT json_build_object('versions', coalesce(json_agg(json_build_object(
          'version', version, 'edited_by', edited_by, 'edited_at', edited_at, 'deleted', deleted,
          'restored_from', restored_from, 'conflicts_with', conflicts_with) ORDER BY version DESC), '[]'),
          'next', CASE WHEN count(*) = $4 THEN min(version) END)::text
        FROM (
          SELECT * FROM symbol_configs WHERE user_id = $1 AND board_id = $2 AND ($3::integer IS NULL OR version < $3)
          ORDER BY version DESC LIMIT $4) page
        HAVING EXISTS (SELECT 1 FROM boards WHERE user_id = $1 AND id = $2)
        """,
        person_id,
        board_id,
        before,
        limit,
    )
    return text


async def content_of(connection: Connection, person_id: UUID, board_id: UUID, version: int) -> str | None:
    """Return a version of a board as JSON text."""
    text: str | None = await connection.fetchval(
        "SELECT board::text FROM symbol_configs WHERE user_id = $1 AND board_id = $2 AND version = $3",
        person_id,
        board_id,
        version,
    )
    return text


async def first_version(connection: Connection, person_id: UUID, board_id: UUID) -> int | None:
    """Return the number of a board's first version."""
    version: int | None = await connection.fetchval(
        "SELECT min(version) FROM symbol_configs WHERE user_id = $1 AND board_id = $2", person_id, board_id
    )
    return version


async def same_content_since(
    connection: Connection, person_id: UUID, board_id: UUID, base: int, content: str
) -> tuple[int, int | None] | None:
    """Return version and conflict of an edit of a base that says just this: a push that comes a second time."""
    row = await connection.fetchrow(
        """
        SELECT version, conflicts_with FROM symbol_configs
        WHERE user_id = $1 AND board_id = $2 AND version >= $3 AND NOT deleted AND board = $4::jsonb
        ORDER BY version LIMIT 1
        """,
        person_id,
        board_id,
        base,
        content,
    )
    return None if row is None else (row["version"], row["conflicts_with"])


async def changes_json(connection: Connection, person_id: UUID, after: int, limit: int) -> str:
    """Return, as JSON text, what a device that knows all up to a version has to take over, in order.

    Of each board the newest version alone, and the side versions that nobody has settled since.
    """
    text: str = await connection.fetchval(
        f"""
        WITH page AS (
          SELECT v.board_id, v.version, v.deleted, v.conflicts_with, v.edited_by, v.edited_at, v.board, b.is_home
          FROM symbol_configs v JOIN boards b ON {PLACE}
          WHERE v.user_id = $1 AND v.version > $2 AND NOT EXISTS (
            SELECT 1 FROM symbol_configs later
            WHERE later.user_id = v.user_id AND later.board_id = v.board_id AND later.version > v.version
              AND later.conflicts_with IS NULL)
          ORDER BY v.version LIMIT $3 + 1),
        shown AS (SELECT * FROM page ORDER BY version LIMIT $3)
        SELECT json_build_object(
          'home', (SELECT id FROM boards WHERE user_id = $1 AND is_home),
          'changes', coalesce(json_agg(json_build_object(
            'board_id', board_id, 'version', version, 'deleted', deleted, 'conflicts_with', conflicts_with,
            'home', is_home, 'edited_by', edited_by, 'edited_at', edited_at, 'board', board) ORDER BY version), '[]'),
          'more', (SELECT count(*) FROM page) > $3,
          'next', CASE WHEN (SELECT count(*) FROM page) > $3 THEN max(version) ELSE greatest($2, coalesce((
            SELECT max(version) FROM symbol_configs WHERE user_id = $1), 0)) END)::text
        FROM shown
        """,
        person_id,
        after,
        limit,
    )
    return text
