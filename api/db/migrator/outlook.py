"""What a run would do, told beforehand: which tables it locks, how large they are, and who is in the way."""

import re
from collections.abc import Sequence
from typing import Any

import asyncpg

from api.db.migrator.files import Migration
from api.db.migrator.indexes import COMMENT

NAME = r'(?:ONLY\s+)?"?(?P<table>\w+)"?'
# The strongest lock that a statement takes on a table that exists, and whom that keeps waiting; the first that fits.
# https://www.postgresql.org/docs/16/explicit-locking.html#LOCKING-TABLES
LOCKS = [
    (rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\b.*?\sON\s+{NAME}", "SHARE UPDATE EXCLUSIVE", "nobody"),
    (rf"CREATE\s+(?:UNIQUE\s+)?INDEX\b.*?\sON\s+{NAME}", "SHARE", "writers"),
    (rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?{NAME}\s+VALIDATE\b", "SHARE UPDATE EXCLUSIVE", "nobody"),
    (rf"(?:ALTER|DROP)\s+TABLE\s+(?:IF\s+EXISTS\s+)?{NAME}", "ACCESS EXCLUSIVE", "readers and writers"),
    (rf"(?:CREATE|ALTER|DROP)\s+POLICY\s+\w+\s+ON\s+{NAME}", "ACCESS EXCLUSIVE", "readers and writers"),
    (rf"TRUNCATE\s+(?:TABLE\s+)?{NAME}", "ACCESS EXCLUSIVE", "readers and writers"),
    (rf"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\b.*?\sON\s+{NAME}", "SHARE ROW EXCLUSIVE", "writers"),
    (rf"UPDATE\s+{NAME}", "ROW EXCLUSIVE", "writers of the same rows"),
    (rf"DELETE\s+FROM\s+{NAME}", "ROW EXCLUSIVE", "writers of the same rows"),
]
PATTERNS = [(re.compile(text, re.IGNORECASE | re.DOTALL), mode, whom) for text, mode, whom in LOCKS]
SIZE = """
SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint AS rows, coalesce(sum(pg_table_size(oid)), 0)::bigint AS bytes
FROM pg_class WHERE oid = to_regclass($1) OR oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1)))
"""
LONGEST = """
SELECT pid, application_name, usename, floor(extract(epoch FROM clock_timestamp() - xact_start))::integer AS seconds
FROM pg_stat_activity WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
ORDER BY xact_start LIMIT 1
"""


def locks(migration: Migration) -> list[tuple[str, str, str]]:
    """Return the tables that a file locks, each with the strongest mode and with whom that keeps waiting."""
    strongest: dict[str, tuple[int, str, str]] = {}
    modes = ["ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE"]
    for statement in migration.statements:
        text = COMMENT.sub("", statement).strip()
        for pattern, mode, whom in PATTERNS:
            if matched := pattern.match(text):
                found = (modes.index(mode), mode, whom)
                strongest[matched["table"]] = max(strongest.get(matched["table"], found), found)
                break
    return [(table, mode, whom) for table, (_, mode, whom) in strongest.items()]


async def outlook(connection: asyncpg.Connection, files: Sequence[Migration]) -> list[dict[str, Any]]:
    """Return what each file would do to the database as it is; tables that are still to be made are left out."""
    told = []
    for file in files:
        tables = []
        for table, mode, waits in locks(file):
            if await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table):
                size = await connection.fetchrow(SIZE, table)
                tables.append({"table": table, "lock": mode, "waits": waits, **dict(size or {})})
        told.append(
            {
                "file": file.label,
                "statements": len(file.statements),
                "transaction": file.directives.transactional,
                "contract": file.directives.contracts,
                "tables": tables,
            }
        )
    return told


async def longest_transaction(connection: asyncpg.Connection) -> dict[str, Any] | None:
    """Return the transaction that an index built beside its table's use would wait for longest; never its query."""
    row = await connection.fetchrow(LONGEST)
    return dict(row) if row else None
