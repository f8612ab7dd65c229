"""Indexes that are built beside their table's use, and what is left of one whose building was cut short."""

import re

import asyncpg

CONCURRENTLY = re.compile(r"\bCONCURRENTLY\b", re.IGNORECASE)
BUILDS = re.compile(
    r'\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?("?)(?P<name>[\w.]+)\1\s+ON\b',
    re.IGNORECASE,
)
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)"
# Those of other sessions that are being built right now are invalid as well.
INVALID = """
SELECT indexrelid::regclass::text AS name, indrelid::regclass::text AS "table"
FROM pg_index i
WHERE NOT indisvalid AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
ORDER BY 1
"""


def runs_beside(statement: str) -> bool:
    """Tell whether a statement takes no lock that anybody's work waits for."""
    return CONCURRENTLY.search(COMMENT.sub("", statement)) is not None


def built_by(statement: str) -> str | None:
    """Return the index that a statement builds beside its table's use."""
    matched = BUILDS.search(COMMENT.sub("", statement))
    return matched["name"] if matched else None


async def is_valid(connection: asyncpg.Connection, name: str) -> bool | None:
    """Tell whether an index may be used; None when there is none."""
    found: bool | None = await connection.fetchval(IS_VALID, name)
    return found


async def drop_remains(connection: asyncpg.Connection, name: str) -> bool:
    """Drop an index whose building was cut short, and tell whether there was one.

    Every write keeps it up to date and no query uses it; and IF NOT EXISTS would take it for the real one.
    """
    if await is_valid(connection, name) is not False:
        return False
    await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    return True


async def invalid(connection: asyncpg.Connection) -> list[tuple[str, str]]:
    """Return the indexes that no query uses, each with its table."""
    return [(row["name"], row["table"]) for row in await connection.fetch(INVALID)]
