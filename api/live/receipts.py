"""What devices say they have, gathered from all sockets and written a few times a second in one statement."""

import asyncio
from uuid import UUID

from api.db.connect import DatabaseUnavailable
from api.db.inbox import mark_received
from api.db.pool import Context, Database
from api.logs import logger

EVERY_S = 0.1
PATIENCE_S = 3.0


class Receipts:
    """A background task; what is noted twice counts once, so whoever is unsure says it again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: dict[UUID, int] = {}
        self._any = asyncio.Event()
        self._written = asyncio.Condition()

    def note(self, account_id: UUID, seq: int) -> None:
        """Note that the account's device has everything up to a number."""
        if seq > self._noted.get(account_id, 0):
            self._noted[account_id] = seq
            self._any.set()

    async def save(self, account_id: UUID, seq: int) -> None:
        """Note it, and return when it is written. Raises DatabaseUnavailable when that takes too long."""
        self.note(account_id, seq)
        try:
            async with asyncio.timeout(PATIENCE_S), self._written:
                await self._written.wait_for(lambda: self._noted.get(account_id, 0) < seq)
        except TimeoutError as error:
            raise DatabaseUnavailable("the receipt could not be written yet") from error

    async def run_for_ever(self) -> None:
        """Write until cancelled; what could not be written is tried again."""
        while True:
            await self._any.wait()
            await asyncio.sleep(EVERY_S)
            self._any.clear()
            noted = dict(self._noted)
            try:
                # A receipt that a crash of the server loses is repeated, or a text message follows: no need to wait.
                async with self._database.transaction(Context.worker(), waits_for_disk=False) as connection:
                    await mark_received(connection, noted)
            except Exception as error:  # noqa: BLE001 - nobody would notice that receipts are no longer written
                logger("receipts").warning("receipts_wait", error=type(error).__name__, count=len(noted))
                self._any.set()
                continue
            self._noted = {account: seq for account, seq in self._noted.items() if seq > noted.get(account, 0)}
            async with self._written:
                self._written.notify_all()
