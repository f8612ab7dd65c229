"""Connections kept ready, and transactions that know on whose behalf they run."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias
from uuid import UUID

import asyncpg

from api.db.connect import (
    COMMAND_TIMEOUT_S,
    CONNECTION_ERRORS,
    REFUSED,
    CredentialsRefused,
    DatabaseUnavailable,
    connect,
)
from api.db.connection_pool import SILENCE_S, ConnectionPool
from api.db.credentials import REREAD_S, Credentials, CurrentCredentials
from api.db.lent_connection import LentConnection
from api.domain.traces import Trace
from api.settings import DatabaseSettings

Connection: TypeAlias = asyncpg.Connection | LentConnection

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
        silence_s: float = SILENCE_S,
    ) -> None:
        self.settings = settings
        self.application = application
        self.patience_s = patience_s
        self.credentials = credentials or CurrentCredentials(Credentials(settings.user, settings.password))
        self._size = size
        self._silence_s = silence_s
        self._pool: ConnectionPool | None = None

    async def open(self) -> None:
        """Make the pool; connections are made when first needed, so that a database away does not stop the start."""
        self._pool = ConnectionPool(self._connect, self._size, silence_s=self._silence_s)

    async def close(self) -> None:
        """Wait a little for what is running, then close every connection."""
        if self._pool is None:
            return
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT_S):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _connect(self) -> asyncpg.Connection:
        """Make one connection as the pool asks for it, which limits the time of its statements itself."""
        return await self.connect(self.application, command_timeout=None)

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
        self._required_pool().expire()
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
            self._required_pool().expire()

    @contextlib.asynccontextmanager
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
            if await self._give_up(connection, error):
                raise DatabaseUnavailable("the connection was lost in the middle") from error
            raise
        else:
            self._required_pool().release(connection)

    async def _begun(self, statements: str) -> LentConnection:
        """Return a connection with an open transaction, trying again while hosts change places: nothing is done yet."""
        pool = self._required_pool()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience_s
        while True:
            try:
                connection = await pool.acquire(max(deadline - loop.time(), PAUSE_S))
            except (DatabaseUnavailable, TimeoutError) as error:
                failure: BaseException = error
                pause = REREAD_S if isinstance(error, CredentialsRefused) else PAUSE_S
            else:
                try:
                    await connection.execute(statements)
                    return connection
                except BaseException as error:
                    if not await self._give_up(connection, error):
                        raise
                    failure, pause = error, PAUSE_S
            if loop.time() + pause >= deadline:
                raise DatabaseUnavailable(str(failure) or "no database host takes writes") from failure
            await asyncio.sleep(pause)

    async def _give_up(self, connection: LentConnection, error: BaseException) -> bool:
        """Roll back and give the connection back, cut where it cannot be trusted any more; tell whether it was lost."""
        pool = self._required_pool()
        lost = is_lost(connection, error)
        rolled_back = False
        try:
            if lost:
                pool.expire()  # its companions point to the same host
            elif isinstance(error, Exception):
                with contextlib.suppress(Exception):
                    await connection.execute("ROLLBACK")
                    rolled_back = True
        finally:
            if not rolled_back:
                connection.cut()
            pool.release(connection)
        return lost

    def _required_pool(self) -> ConnectionPool:
        """Return the pool of an opened database."""
        if self._pool is None:
            raise RuntimeError("Database.open() has not been awaited")
        return self._pool


def is_lost(connection: Connection, error: BaseException) -> bool:
    """Tell whether an error means that this connection cannot be trusted any more, not that the work was wrong."""
    closed = isinstance(error, asyncpg.InterfaceError) and connection.is_closed()
    return closed or isinstance(error, CONNECTION_ERRORS)
