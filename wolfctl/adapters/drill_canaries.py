"""Canaries of a failover drill that speak to PostgreSQL, over the network as the API does.

A write without an acknowledgement raises NotAcknowledged; what its code says of the write is decided elsewhere.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from wolfctl.errors import WolfctlError

CONNECT_S = 2.0
COMMAND_S = 5.0
HEARD_S = 2.0
CHANNEL = "wolfctl_drill"
SCHEMA = "wolfctl_drill"
INSERT = f"INSERT INTO {SCHEMA}.canary (round, path, number) VALUES ($1, $2, $3)"  # noqa: S608 - a constant
# An acknowledgement with this warning is none: the commit is on one node alone ("canceling wait for synchronous ...").
WARNING = "01000"

# asyncpg raises InternalClientError when no host takes writes, and when a server goes in the middle of its answers.
CONNECT_ERRORS = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class NotAcknowledged(Exception):
    """A canary's write came to no acknowledgement; `code` is `http STATUS`, `sqlstate CODE`, or where it broke."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Server:
    """Where PostgreSQL takes writes: hosts in the order to try, and who signs in."""

    hosts: tuple[tuple[str, int], ...]
    database: str
    user: str
    password: str = field(repr=False)

    async def connect(
        self, *, sessions: SessionAttribute = SessionAttribute.read_write, **wanted: Any
    ) -> asyncpg.Connection:
        """One connection to the first host that takes writes; each host has a time limit of its own.

        Raises NotAcknowledged: nothing has been sent yet.
        """
        refused = "unreachable"
        for host, port in self.hosts:
            try:
                async with asyncio.timeout(CONNECT_S):
                    connection: asyncpg.Connection = await asyncpg.connect(
                        host=host,
                        port=port,
                        user=self.user,
                        password=self.password,
                        database=self.database,
                        ssl=False,
                        timeout=CONNECT_S,
                        command_timeout=COMMAND_S,
                        target_session_attrs=sessions,
                        server_settings={"application_name": "wolfctl-drill"},
                        **wanted,
                    )
                    return connection
            except CONNECT_ERRORS:
                continue
        raise NotAcknowledged(refused)

    async def run(
        self, statement: str, *, sessions: SessionAttribute = SessionAttribute.read_write
    ) -> list[tuple[Any, ...]]:
        """The rows of one statement. Raises WolfctlError when no host takes it."""
        try:
            connection = await self.connect(sessions=sessions)
        except NotAcknowledged as error:
            raise WolfctlError(
                "No database host takes writes.", hint="Wait until the failover is over, or look with `wolfctl status`."
            ) from error
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            connection.terminate()


async def insert(connection: Any, place: tuple[int, str, int]) -> None:
    """Write one canary in a transaction of its own. Raises NotAcknowledged."""
    warnings: list[str] = []

    def hear(_: Any, message: Any) -> None:
        warnings.append(str(message.sqlstate))

    connection.add_log_listener(hear)
    try:
        with _told():
            await connection.execute(INSERT, *place)
    finally:
        with contextlib.suppress(asyncpg.InterfaceError):
            connection.remove_log_listener(hear)
    if WARNING in warnings:
        raise NotAcknowledged(f"sqlstate {WARNING}")


@dataclass
class FreshCanary:
    """Connects anew for each write."""

    server: Server
    round: int
    path: str

    async def write(self, number: int) -> None:
        """Insert over a connection of its own."""
        connection = await self.server.connect()
        try:
            await insert(connection, (self.round, self.path, number))
        finally:
            connection.terminate()

    async def close(self) -> None:
        """Nothing is kept."""


@dataclass
class PoolCanary:
    """Writes through kept connections, as the API's pool keeps them: what is lost is replaced when next asked for."""

    server: Server
    round: int
    path: str
    size: int = 2
    _pool: Any = field(default=None, init=False)

    async def pool(self) -> Any:
        """The pool, made when first asked for."""
        if self._pool is None:
            self._pool = await asyncpg.create_pool(
                min_size=0, max_size=self.size, connect=self._connect, reset=_leave, init=None
            )
        return self._pool

    async def write(self, number: int) -> None:
        """Insert over a connection of the pool."""
        async with self._connection() as connection:
            await insert(connection, (self.round, self.path, number))

    async def notify(self, payload: str) -> None:
        """Say something on the channel that a ListenCanary hears."""
        async with self._connection() as connection:
            with _told():
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)

    async def close(self) -> None:
        """End every connection of the pool."""
        if self._pool is not None:
            self._pool.terminate()

    @contextlib.asynccontextmanager
    async def _connection(self) -> Any:
        pool = await self.pool()
        try:
            connection = await pool.acquire(timeout=CONNECT_S * len(self.server.hosts) + 1)
        except (TimeoutError, asyncpg.InterfaceError) as error:
            raise NotAcknowledged("unreachable") from error
        try:
            yield connection
        except NotAcknowledged:
            # Whatever it was, the next write begins with connections of which nothing is doubtful.
            await pool.expire_connections()
            with contextlib.suppress(asyncpg.InterfaceError):
                connection.terminate()
            raise
        finally:
            with contextlib.suppress(asyncpg.InterfaceError):
                await pool.release(connection)

    async def _connect(self, *_: Any, **kwargs: Any) -> asyncpg.Connection:
        return await self.server.connect(**{key: kwargs[key] for key in ("loop", "connection_class", "record_class")})


@dataclass
class ListenCanary:
    """Hears what the pool says, on a connection that only listens and is replaced when it falls silent."""

    server: Server
    pool: PoolCanary
    run: str
    _connection: Any = field(default=None, init=False)
    _waiting: dict[str, asyncio.Event] = field(default_factory=dict, init=False)

    async def write(self, number: int) -> None:
        """Send a notification and wait until the listener has heard it."""
        payload = f"{self.run} {number}"
        if self._connection is None or self._connection.is_closed():
            self._connection = await self.server.connect()
            with _told():
                await self._connection.add_listener(CHANNEL, self._hear)
        heard = self._waiting[payload] = asyncio.Event()
        try:
            await self.pool.notify(payload)
            async with asyncio.timeout(HEARD_S):
                await heard.wait()
        except TimeoutError as error:
            await self.close()
            raise NotAcknowledged("unheard") from error
        finally:
            del self._waiting[payload]

    async def close(self) -> None:
        """End the listener's connection."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        if waiting := self._waiting.get(str(payload)):
            waiting.set()


async def counted(server: Server, round_number: int, *, standby: bool = False) -> dict[tuple[str, int], int]:
    """How often each canary of a round is there: (path, number) → times; `standby` asks a host that only reads."""
    table, number = f"{SCHEMA}.canary", int(round_number)
    statement = f"SELECT path, number, count(*) FROM {table} WHERE round = {number} GROUP BY 1, 2"  # noqa: S608
    rows = await server.run(statement, sessions=SessionAttribute.any if standby else SessionAttribute.read_write)
    return {(str(path), int(one)): int(times) for path, one, times in rows}


async def make_table(server: Server) -> None:
    """Make the drill's table, without what a killed drill has left. Nothing in it is unique: a double must show."""
    await server.run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    await server.run(f"CREATE SCHEMA {SCHEMA}")
    await server.run(
        f"CREATE TABLE {SCHEMA}.canary (round int NOT NULL, path text NOT NULL, number bigint NOT NULL,"
        " at timestamptz NOT NULL DEFAULT clock_timestamp())"
    )


async def accepts_writes(server: Server, round_number: int, number: int) -> bool:
    """Whether a host, asked directly, takes a write as a primary would."""
    try:
        connection = await server.connect(sessions=SessionAttribute.any)
        try:
            await insert(connection, (round_number, "old primary", number))
        finally:
            connection.terminate()
    except NotAcknowledged:
        return False
    return True


@contextlib.contextmanager
def _told() -> Any:
    """Turn what asyncpg raises while a statement is under way into a code."""
    try:
        yield
    except TimeoutError as error:
        raise NotAcknowledged("silent") from error
    except asyncpg.PostgresError as error:
        raise NotAcknowledged(f"sqlstate {error.sqlstate}" if error.sqlstate else "lost") from error
    except (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise NotAcknowledged("lost") from error


async def _leave(_: Any) -> None:
    """Reset nothing: nothing is set."""
