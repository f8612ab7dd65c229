"""One connection to whichever host takes writes."""

import asyncio
import socket
import ssl
from functools import cache
from typing import Any

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from api.settings import DatabaseSettings

CONNECT_TIMEOUT_S = 2.0
COMMAND_TIMEOUT_S = 5.0
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}

# What a failover looks like from here: a dead socket, a server going down or coming up, or one that only reads.
CONNECTION_ERRORS: tuple[type[BaseException], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ReadOnlySQLTransactionError,
    # No host takes writes; or a server went in the middle of its answers, and asyncpg lost track of them.
    asyncpg.InternalClientError,
    asyncpg.TooManyConnectionsError,
)

# Wrong password (28P01), or a user that does not exist or may not sign in (28000): what a rotation leaves behind.
REFUSED = asyncpg.InvalidAuthorizationSpecificationError


class DatabaseUnavailable(Exception):
    """No host takes writes at the moment, or the connection was lost before the commit was known."""


class CredentialsRefused(DatabaseUnavailable):
    """The database lets nobody in with these credentials, and no others are to be had."""


async def connect(
    settings: DatabaseSettings,
    *,
    application: str,
    command_timeout: float | None = COMMAND_TIMEOUT_S,
    **kwargs: Any,
) -> asyncpg.Connection:
    """Connect to the first host that accepts writes, giving each host a time limit of its own.

    asyncpg would try the hosts under one common limit, which a host that swallows packets uses up alone.
    Raises DatabaseUnavailable, or REFUSED, which no other host would cure.
    """
    failure: BaseException | None = None
    for host, port in settings.hosts:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                connection: asyncpg.Connection = await asyncpg.connect(
                    host=host,
                    port=port,
                    user=settings.user,
                    password=settings.password,
                    database=settings.name,
                    ssl=tls(settings.sslmode, settings.ca_file),
                    timeout=CONNECT_TIMEOUT_S,
                    command_timeout=command_timeout,
                    target_session_attrs=SessionAttribute.read_write,
                    server_settings={"application_name": application, "jit": "off", "timezone": "UTC"},
                    **kwargs,
                )
                keep_alive(connection)
                return connection
        except CONNECTION_ERRORS as error:
            failure = error
    if isinstance(failure, ssl.SSLCertVerificationError):
        raise DatabaseUnavailable("no authority of DATABASE_CA_FILE vouches for the database's host") from failure
    raise DatabaseUnavailable("no database host takes writes") from failure


def keep_alive(connection: asyncpg.Connection) -> None:
    """Have the system notice within half a minute that the server is gone, and a firewall remember the way there."""
    transport = getattr(connection, "_transport", None)  # asyncpg hands its socket out in no other way
    wire = transport.get_extra_info("socket") if transport else None
    if wire is None or wire.family == socket.AF_UNIX:
        return
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in KEEPALIVE.items():
        if hasattr(socket, option):
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


@cache
def tls(sslmode: str, ca_file: str | None) -> ssl.SSLContext | bool:
    """Return what asyncpg needs for a mode: nothing, or encryption to a host that proves its name.

    A file of authorities is trusted alone, in place of the system's: RDS signs with its own, which no system knows
    (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html). Kept, because reading a hundred
    certificates for every connection takes longer than connecting.
    """
    if sslmode == "disable":
        return False
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
