"""The data keys that fields are sealed under: kept wrapped in a table, unwrapped once a process."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from api.db.pool import Connection
from api.field_encryption import FieldCipher, KeyService, UnknownKey, is_sealed

LISTED_FOR_S = 300.0
KEY_DAYS = 90


class KeysUnavailable(Exception):
    """The key service does not answer, and this process knows no data key yet."""


class FieldKeys:
    """Gives the cipher: one new data key each 90 days, the older ones for what they sealed.

    A key is unwrapped once and then held: a key service that is out stops no process that has begun its work.
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
                rows = await usable_keys(connection)
            wanted = {"field", "index"} - {purpose for _, purpose, _, fresh in rows if fresh or purpose == "index"}
            if wanted:
                made = {purpose: (await self._service.new_key())[1] for purpose in wanted}
                async with self._transaction() as connection:
                    for purpose, wrapped in sorted(made.items()):
                        await insert_key(connection, purpose, wrapped)
                    rows = await usable_keys(connection)
            for key_id, _, wrapped, _ in rows:
                if key_id not in self._plain:
                    self._plain[key_id] = await self._service.unwrap(wrapped)
        except Exception as error:
            if self._cipher is None:
                raise KeysUnavailable("no data key can be had at the moment") from error
        else:
            fields = {key_id: self._plain[key_id] for key_id, purpose, _, _ in rows if purpose == "field"}
            [index] = [self._plain[key_id] for key_id, purpose, _, _ in rows if purpose == "index"]
            self._cipher = FieldCipher(fields, index)
        self._listed_at = self._clock()


async def usable_keys(connection: Connection) -> list[tuple[int, str, bytes, bool]]:
    """Return id, purpose, wrapped key, and whether it is young enough to seal with, of every data key."""
    rows = await connection.fetch(
        "SELECT id, purpose, wrapped, made_at > now() - make_interval(days => $1) FROM data_keys ORDER BY id", KEY_DAYS
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def insert_key(connection: Connection, purpose: str, wrapped: bytes) -> None:
    """Keep a new data key; of index keys the first stays the only one."""
    await connection.execute(
        "INSERT INTO data_keys (purpose, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING", purpose, wrapped
    )
