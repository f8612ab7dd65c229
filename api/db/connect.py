"""One connection to whichever host takes writes."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from api.settings import DatabaseSettings

CONNECT_TIMEOUT_S = 2.0
COMMAND_TIMEOUT_S = 5.0

# What a failover looks like from here: a dead socket, a server going down or coming up, or one that only reads.
CONNECTION_ERRORS: tuple[type[BaseException], ...] = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TargetServerAttributeNotMatched,
    asyncpg.TooManyConnectionsError,
)


class DatabaseUnavailable(Exception):
    """No host takes writes at the moment, or the connection was lost before the commit was known."""


async def connect(
    settings: DatabaseSettings, *, application: str, password: str | Callable[[], str] | None = None, **kwargs: Any
) -> asyncpg.Connection:
    """Connect to the first host that accepts writes, giving each host a time limit of its own.

    asyncpg would try the hosts under one common limit, which a host that swallows packets uses up alone.
    Raises DatabaseUnavailable, or asyncpg.InvalidPasswordError, which no other host would cure.
    """
    failure: BaseException | None = None
    for host, port in settings.hosts:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                connection: asyncpg.Connection = await asyncpg.connect(
                    host=host,
                    port=port,
                    user=settings.user,
                    password=settings.password if password is None else password,
                    database=settings.name,
                    ssl=tls(settings.sslmode),
                    timeout=CONNECT_TIMEOUT_S,
                    command_timeout=COMMAND_TIMEOUT_S,
                    target_session_attrs=SessionAttribute.read_write,
                    server_settings={"application_name": application, "jit": "off", "timezone": "UTC"},
                    **kwargs,
                )
                return connection
        except CONNECTION_ERRORS as error:
            failure = error
    raise DatabaseUnavailable("no database host takes writes") from failure


def tls(sslmode: str) -> ssl.SSLContext | bool:
    """Return what asyncpg needs for a mode: nothing, encryption, or encryption to a host that proves its name."""
    if sslmode == "disable":
        return False
    context = ssl.create_default_context()
    if sslmode == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
