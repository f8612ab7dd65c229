"""The data keys that fields are sealed under: kept wrapped in a table, unwrapped once a process."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.db.pool import Connection
from api.field_encryption import FieldCipher, KeyService, UnknownKey, is_sealed

LISTED_FOR_S = 30.0
KEY_DAYS = 90
# Every process that has a database knows a key by then, even one whose first try failed.
ANNOUNCED = timedelta(seconds=2 * LISTED_FOR_S)
# Who repeats a request under its key does so within a day; what was said is found by its old name for as long.
OVERLAP = timedelta(days=1)


class KeysUnavailable(Exception):
    """The key service does not answer, and this process knows no data key yet."""


class FieldKeys:
    """Gives the cipher: one new data key each 90 days, the older ones for what they sealed.

    A key that was announced opens and finds at once, and seals from its time on: by then every process knows it. A key
    is unwrapped once and then held: a key service that is out stops no process that has begun its work.
    """

    def __init__(
        self,
        transaction: Callable[[], AbstractAsyncContextManager[Connection]],
        service: KeyService,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transaction = transaction
        self._service = service
        self._clock = clock
        self._plain: dict[int, bytes] = {}
        self._cipher: FieldCipher | None = None
        self._listed_at = float("-inf")
        self._lock = asyncio.Lock()

    async def cipher(self) -> FieldCipher:
        """Return the cipher of now. Raises KeysUnavailable."""
        if self._cipher is None or self._clock() - self._listed_at > LISTED_FOR_S:
            async with self._lock:
                if self._cipher is None or self._clock() - self._listed_at > LISTED_FOR_S:
                    await self._list()
        if self._cipher is None:
            raise KeysUnavailable("no data key can be had at the moment")
        return self._cipher

    async def cipher_if_any(self) -> FieldCipher | None:
        """Return the cipher of now, None while none can be had."""
        try:
            return await self.cipher()
        except KeysUnavailable:
            return None

    async def open(self, stored: str, field: str, owner: UUID) -> str:
        """Return the text of a stored value, as it is if it was stored before values were sealed.

        Raises KeysUnavailable, or FieldError for a value that was changed or moved.
        """
        if not is_sealed(stored):
            return stored
        try:
            return (await self.cipher()).open(stored, field, owner)
        except UnknownKey:
            self._listed_at = float("-inf")  # another process may have made a key since
            return (await self.cipher()).open(stored, field, owner)

    async def _list(self) -> None:
        """Read which keys there are, make what is missing, and unwrap what is new; without success keep what was."""
        try:
            async with self._transaction() as connection:
                keys = await usable_keys(connection)
            wanted = {"field", "index"} - {key.purpose for key in keys if key.fresh or key.purpose == "index"}
            if wanted:
                made = {purpose: (await self._service.new_key())[1] for purpose in wanted}
                async with self._transaction() as connection:
                    for purpose, wrapped in sorted(made.items()):
                        await insert_key(connection, purpose, wrapped)
                    keys = await usable_keys(connection)
            for key in keys:
                if key.id not in self._plain:
                    self._plain[key.id] = await self._service.unwrap(key.wrapped)
        except Exception as error:
            if self._cipher is None:
                raise KeysUnavailable("no data key can be had at the moment") from error
        else:
            self._cipher = self._made_of(keys)
        self._listed_at = self._clock()

    def _made_of(self, keys: Sequence["DataKey"]) -> FieldCipher:
        plain = {
            purpose: {key.id: self._plain[key.id] for key in keys if key.purpose == purpose} for purpose in PURPOSES
        }
        in_use = {key.purpose: key.id for key in keys if key.active}
        return FieldCipher(plain["field"], plain["index"], sealing=in_use["field"], indexing=in_use["index"])


PURPOSES = ("field", "index")


@dataclass(frozen=True, slots=True)
class DataKey:
    """A wrapped data key: whether it is young enough to seal with, and whether its time has come."""

    id: int
    purpose: str
    wrapped: bytes
    fresh: bool
    active: bool


@dataclass(frozen=True, slots=True)
class KeyAge:
    """A data key as an operator looks at it."""

    id: int
    purpose: str
    made_at: datetime
    active_from: datetime
    rewrapped_at: datetime | None
    retired_at: datetime | None


async def usable_keys(connection: Connection) -> list[DataKey]:
    """Return every data key that has not left, the oldest first."""
    rows = await connection.fetch(
        """
        SELECT id, purpose, wrapped, made_at > now() - make_interval(days => $1), active_from <= clock_timestamp()
        FROM data_keys WHERE retired_at IS NULL ORDER BY id
        """,
        KEY_DAYS,
    )
    return [DataKey(*row) for row in rows]


async def key_ages(connection: Connection) -> list[KeyAge]:
    """Return every data key there ever was, the oldest first."""
    rows = await connection.fetch(
        "SELECT id, purpose, made_at, active_from, rewrapped_at, retired_at FROM data_keys ORDER BY id"
    )
    return [KeyAge(*row) for row in rows]


async def announce_key(connection: Connection, purpose: str, wrapped: bytes, since: datetime) -> bool:
    """Keep a key that seals once every process knows it; return False if one was made since a time.

    Raises UniqueViolationError when another process announces an index key at the same moment.
    """
    status = await connection.execute(
        """
        INSERT INTO data_keys (purpose, wrapped, active_from, generation)
        SELECT $1, $2, now() + $4, coalesce(max(generation), 0) + 1 FROM data_keys WHERE purpose = $1
        HAVING coalesce(max(made_at), '-infinity') < $3
        """,
        purpose,
        wrapped,
        since,
        ANNOUNCED,
    )
    return status == "INSERT 0 1"


async def save_rewrapped(connection: Connection, key_id: int, wrapped: bytes, again: bytes) -> bool:
    """Put a data key's new wrapping in the place of the one that was read; return False if another came first."""
    status = await connection.execute(
        "UPDATE data_keys SET wrapped = $3, rewrapped_at = now() WHERE id = $1 AND wrapped = $2", key_id, wrapped, again
    )
    return status == "UPDATE 1"


async def retire_index_keys(connection: Connection) -> list[int]:
    """Let go of index keys that another one took over from a day ago, if no index is left of them; return which."""
    rows = await connection.fetch(
        """
        UPDATE data_keys k SET retired_at = now() WHERE purpose = 'index' AND retired_at IS NULL
          AND EXISTS (SELECT FROM data_keys n WHERE n.purpose = 'index' AND n.id > k.id AND n.retired_at IS NULL
                      AND n.active_from < now() - $1::interval)
          AND NOT EXISTS (SELECT FROM contact_methods WHERE coalesce(address_index_key, k.id) = k.id)
        RETURNING id
        """,
        OVERLAP,
    )
    return sorted(row["id"] for row in rows)


async def insert_key(connection: Connection, purpose: str, wrapped: bytes) -> None:
    """Keep a new data key; it seals once every process knows it, the first at once. Of first index keys one stays."""
    await connection.execute(
        """
        INSERT INTO data_keys (purpose, wrapped, active_from)
        SELECT $1, $2, CASE WHEN EXISTS (
          SELECT FROM data_keys WHERE purpose = $1 AND active_from <= clock_timestamp()
        ) THEN now() + $3::interval ELSE now() END
        ON CONFLICT DO NOTHING
        """,
        purpose,
        wrapped,
        ANNOUNCED,
    )
