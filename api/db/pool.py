"""Connections kept ready, and transactions that know on whose behalf they run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from api.db.connect import (
    COMMAND_TIMEOUT_S,
    CONNECTION_ERRORS,
    REFUSED,
    CredentialsRefused,
    DatabaseUnavailable,
    connect,
)
from api.db.credentials import REREAD_S, Credentials, CurrentCredentials
from api.domain.traces import Trace
from api.settings import DatabaseSettings

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy

PATIENCE_S = 3.0
PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Context:
    """On whose behalf a transaction runs; row-level security reads it, and shows nothing without one."""

    account_id: UUID | None = None
    role: str = "account"
    trace: Trace | None = None

    @classmethod
    def worker(cls) -> Self:
        """Return the context of the system itself."""
        return cls(role="worker")

    def begin(self, *, read_only: bool, waits_for_disk: bool = True) -> str:
        """Return the statements that open the transaction, as one text and so one round trip.

        They carry no text from outside: `role` is one of ours, the account is a UUID by type, a trace is hex digits.
        """
        if not isinstance(self.account_id, UUID | None):
            raise TypeError("an account is a UUID")
        account = "" if self.account_id is None else str(self.account_id)
        role = "worker" if self.role == "worker" else "account"
        mode = " READ ONLY" if read_only else ""
        set_both = f"set_config('app.role', '{role}', true), set_config('app.account_id', '{account}', true)"
        at_once = "" if waits_for_disk else ", set_config('synchronous_commit', 'off', true)"
        trace = "" if self.trace is None else f", set_config('app.traceparent', '{self.trace.parent}', true)"
        return f"BEGIN{mode}; SELECT {set_both}{at_once}{trace}"


class Database:
    """A pool over several hosts that follows the one taking writes."""

    def __init__(
        self,
        settings: DatabaseSettings,
        *,
        application: str,
        size: int = 10,
        credentials: CurrentCredentials | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.settings = settings
        self.application = application
        self.patience_s = patience_s
        self.credentials = credentials or CurrentCredentials(Credentials(settings.user, settings.password))
        self._size = size
        self._pool: asyncpg.Pool | None = None

    async def open(self) -> None:
        """Make the pool; connections are made when first needed, so that a database away does not stop the start."""
        self._pool = await asyncpg.create_pool(
            min_size=0, max_size=self._size, connect=self._connect, reset=leave_as_it_is, init=None
        )

    async def close(self) -> None:
        """Wait a little for what is running, then close every connection."""
        if self._pool is None:
            return
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT_S):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _connect(self, *_: Any, **kwargs: Any) -> asyncpg.Connection:
        """Make one connection as the pool asks for it."""
        wanted = {key: kwargs[key] for key in ("loop", "connection_class", "record_class")}
        return await self.connect(self.application, **wanted)

    async def connect(self, application: str, **wanted: Any) -> asyncpg.Connection:
        """Make one connection, once more if the credentials were replaced since they were last read.

        Raises DatabaseUnavailable, or its kind CredentialsRefused.
        """
        credentials = await self.credentials.get()
        try:
            return await self._signed_in(credentials, application, **wanted)
        except REFUSED as refused:
            fresh = await self._in_place_of(credentials)
            if fresh is None:
                raise CredentialsRefused("the database refuses what its secret holds") from refused
        # Its companions signed in as the one who was refused: let each be made anew when next asked for.
        await self._required_pool().expire_connections()
        try:
            return await self._signed_in(fresh, application, **wanted)
        except REFUSED as refused:
            raise CredentialsRefused("the database refuses what its secret holds") from refused

    async def _in_place_of(self, refused: Credentials) -> Credentials | None:
        try:
            return await self.credentials.after(refused)
        except Exception as error:
            raise CredentialsRefused("the database refuses the credentials, and the secret cannot be read") from error

    async def _signed_in(self, credentials: Credentials, application: str, **wanted: Any) -> asyncpg.Connection:
        settings = replace(self.settings, user=credentials.username, password=credentials.password)
        return await connect(settings, application=application, **wanted)

    async def follow_rotation(self) -> None:
        """Take up new credentials if there are any; connections that signed in with the old ones are replaced."""
        if await self.credentials.refresh():
            await self._required_pool().expire_connections()

    @asynccontextmanager
    async def transaction(
        self, context: Context, *, read_only: bool = False, waits_for_disk: bool = True
    ) -> AsyncIterator[Connection]:
        """Open a transaction, commit it at the end of the block, roll it back on any error.

        A commit that does not wait for the disk may be lost, whole, when the server dies some tenths of a second later.
        Raises DatabaseUnavailable when no host takes writes within the patience, or when the connection is lost:
        the outcome of the block is then unknown to the caller, who repeats it under its idempotency key.
        """
        connection = await self._begun(context.begin(read_only=read_only, waits_for_disk=waits_for_disk))
        try:
            yield connection
            await connection.execute("COMMIT")
        except BaseException as error:
            await self._give_up(connection, error)
            if is_lost(connection, error):
                raise DatabaseUnavailable("the connection was lost in the middle") from error
            raise
        else:
            await self._required_pool().release(connection, timeout=self.patience_s)

    async def _begun(self, statements: str) -> PoolConnectionProxy:
        """Return a connection with an open transaction, trying again while hosts change places: nothing is done yet."""
        pool = self._required_pool()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience_s
        while True:
            try:
                # The pool's own timeout would make a task of each acquisition.
                async with asyncio.timeout(max(deadline - loop.time(), PAUSE_S)):
                    connection = await pool.acquire()
            except (DatabaseUnavailable, TimeoutError) as error:
                failure: BaseException = error
                pause = REREAD_S if isinstance(error, CredentialsRefused) else PAUSE_S
            else:
                try:
                    await connection.execute(statements)
                    return connection
                except BaseException as error:
                    lost = is_lost(connection, error)
                    await self._give_up(connection, error)
                    if not lost:
                        raise
                    failure, pause = error, PAUSE_S
            if loop.time() + pause >= deadline:
                raise DatabaseUnavailable(str(failure) or "no database host takes writes") from failure
            await asyncio.sleep(pause)

    async def _give_up(self, connection: PoolConnectionProxy, error: BaseException) -> None:
        """Roll back and return the connection, or throw it away when it cannot be trusted any more."""
        pool = self._required_pool()
        if is_lost(connection, error):
            # Its companions point to the same host: let each be made anew when next asked for.
            await pool.expire_connections()
            throw_away(connection)
        elif isinstance(error, Exception):
            try:
                await connection.execute("ROLLBACK")
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                throw_away(connection)
        else:
            throw_away(connection)
        await pool.release(connection, timeout=self.patience_s)

    def _required_pool(self) -> asyncpg.Pool:
        """Return the pool of an opened database."""
        if self._pool is None:
            raise RuntimeError("Database.open() has not been awaited")
        return self._pool


def is_lost(connection: Connection, error: BaseException) -> bool:
    """Tell whether an error means that this connection cannot be trusted any more, not that the work was wrong."""
    return isinstance(error, CONNECTION_ERRORS) or (isinstance(error, asyncpg.InterfaceError) and is_closed(connection))


def is_closed(connection: Connection) -> bool:
    """Tell whether a connection is closed; one that its server closed has left the pool's hands by itself."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


def throw_away(connection: Connection) -> None:
    """Close a connection at once, if it is not closed already."""
    if not is_closed(connection):
        connection.terminate()


async def leave_as_it_is(_: Connection) -> None:
    """Reset nothing: all settings are transaction-local, and asyncpg's own reset costs a round trip a request."""
