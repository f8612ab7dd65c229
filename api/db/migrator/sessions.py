"""The session that migrates: direct, without time limits of the client's, and never outliving its program."""

import socket
from contextlib import suppress

import asyncpg

from api.db.connect import connect
from api.db.migrator.files import MigrationError
from api.settings import DatabaseSettings

NAME = "alphawolf-migrate"
# The server ends a session whose program is gone, even in the middle of a statement: it rolls back and lets go.
ORPHANS_END = "SET client_connection_check_interval = '2s'"


async def migrating(settings: DatabaseSettings, verb: str) -> asyncpg.Connection:
    """Connect for a verb. Raises MigrationError where something stands between, as DatabaseUnavailable else."""
    name = f"{NAME} {verb} {socket.gethostname()}"[:63]
    connection = await connect(settings, application=name, command_timeout=None)
    try:
        await require_direct(connection)
        with suppress(asyncpg.InvalidParameterValueError):  # a platform that cannot tell
            await connection.execute(ORPHANS_END)
    except BaseException:
        await connection.close()
        raise
    return connection


async def require_direct(connection: asyncpg.Connection) -> None:
    """Raise MigrationError when a pooler answers in the server's place.

    A pooler hands each transaction to another session, so that the lock, the timeouts and what is built outside of a
    transaction would be a stranger's. It also answers with a number of its own where a server names its process.
    """
    if connection.get_server_pid() != await connection.fetchval("SELECT pg_backend_pid()"):
        raise MigrationError(
            "The database is reached through a pooler.",
            hint="Name the instance itself in DATABASE_HOSTS: not RDS Proxy, not PgBouncer.",
        )
