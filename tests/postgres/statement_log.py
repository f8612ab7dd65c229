"""The shapes of the statements that a database was asked, as PostgreSQL itself tells them apart (compute_query_id).

`pg_stat_statements` is not among the tests' PostgreSQL; the query ids that it would count stand in the server's log.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

# A statement is parsed before it is bound and executed; while it is planned, ids of functions within it may be told.
LINE = re.compile(r"^(-?\d+) (\S+) LOG:  duration: [\d.]+ ms  (?:parse|statement)[^:]*:\s*(.*)$", re.M)
FOR_ALL = {"log_line_prefix": "'%Q %d '"}
FOR_ONE = {"compute_query_id": "on", "log_min_duration_statement": "0", "log_parameter_max_length": "0"}


class StatementLog:
    """Reads on where it has read before."""

    def __init__(self, log: Path, database: str) -> None:
        self._log = log
        self._database = database
        self._read = log.stat().st_size
        self.shapes: dict[str, str] = {}

    def new(self) -> dict[str, str]:
        """Return shapes that were never seen before, by their id, with the first line of a statement of each."""
        with self._log.open("rb") as file:
            file.seek(self._read)
            # The last line may still be being written.
            text = file.read().rpartition(b"\n")[0]
        self._read += len(text)
        found = {
            query: statement
            for query, database, statement in LINE.findall(text.decode(errors="replace"))
            if database == self._database and query != "0" and query not in self.shapes
        }
        self.shapes |= found
        return found


@asynccontextmanager
async def statement_log(superuser: asyncpg.Connection, log: Path, database: str) -> AsyncIterator[StatementLog]:
    """Let a database tell what it is asked from the next connection on, without the values."""
    for name, value in FOR_ALL.items():
        await superuser.execute(f"ALTER SYSTEM SET {name} = {value}")
    for name, value in FOR_ONE.items():
        await superuser.execute(f"ALTER DATABASE {database} SET {name} = {value}")
    await superuser.execute("SELECT pg_reload_conf()")
    await asyncio.sleep(0.2)
    try:
        yield StatementLog(log, database)
    finally:
        for name in FOR_ONE:
            await superuser.execute(f"ALTER DATABASE {database} RESET {name}")
        for name in FOR_ALL:
            await superuser.execute(f"ALTER SYSTEM RESET {name}")
        await superuser.execute("SELECT pg_reload_conf()")
