"""The audit's sealer: chains, about once a second, what looks at people's records have left pending."""

import asyncio

from api.db.audit import seal_pending
from api.db.pool import Context, Database
from api.logs import logger

POLL_S = 0.5
PEOPLE = 100


class AuditSealer:
    """A background task; any number of them share the work by skipping chains that another holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run_for_ever(self) -> None:
        """Seal until cancelled, whatever happens to the database."""
        while True:
            try:
                while await self.seal() >= PEOPLE:
                    pass
            except Exception as error:  # noqa: BLE001 - nobody would notice a sealer that ended
                logger("audit").warning("sealer_waits", error=type(error.__cause__ or error).__name__)
            await asyncio.sleep(POLL_S)

    async def seal(self) -> int:
        """Chain one batch, write the new ends to the log, and return how many there were.

        The log is kept where the database's owner has no say: an end that stands there must stand in the chain.
        """
        async with self._database.transaction(Context.worker()) as connection:
            sealed, heads = await seal_pending(connection, PEOPLE)
        if heads:
            logger("audit").info("audit_sealed", count=sealed, heads=heads)
        return len(heads)
