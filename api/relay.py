"""The outbox relay: publishes committed events to SNS, at least once, woken by NOTIFY or once a second."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Sequence

from api.db import outbox
from api.db.listen import listen_for_ever
from api.db.outbox import OutboxRow
from api.db.pool import Context, Database
from api.logs import logger

POLL_S = 1.0
BATCH = 10  # the most that SNS takes at once
PUBLISH_BUDGET_S = 3.0

# Takes events, returns the ids of those that were accepted.
Publish = Callable[[Sequence[OutboxRow]], Awaitable[list[int]]]


class PublishFailed(Exception):
    """The topic took nothing."""


class OutboxRelay:
    """A background task; any number of them share the work by skipping each other's rows."""

    def __init__(self, database: Database, publish: Publish) -> None:
        self._database = database
        self._publish = publish
        self._wake = asyncio.Event()

    async def run_for_ever(self) -> None:
        """Publish until cancelled, whatever happens to the database or the topic."""
        # While the listener is down, the poll goes on alone.
        listener = asyncio.create_task(
            listen_for_ever(self._database, "alphawolf-relay", {outbox.CHANNEL: self._heard}, self._heard)
        )
        try:
            while True:
                self._wake.clear()
                try:
                    while await self.drain():
                        pass
                except Exception as error:  # noqa: BLE001 - nobody would notice a relay that ended
                    logger("relay").warning("relay_waits", error=type(error.__cause__ or error).__name__)
                    await asyncio.sleep(POLL_S / 2)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), POLL_S)
        finally:
            listener.cancel()

    async def drain(self) -> int:
        """Publish one batch and return how many there were.

        The rows stay locked while they are published: a crash publishes them again, it never forgets them.
        """
        async with self._database.transaction(Context.worker()) as connection:
            rows = await outbox.unpublished(connection, BATCH)
            if not rows:
                return 0
            try:
                async with asyncio.timeout(PUBLISH_BUDGET_S):
                    accepted = await self._publish(rows)
            except Exception as error:
                # Of its own type, so that a topic out of reach is not taken for a lost database connection.
                raise PublishFailed from error
            await outbox.mark_published(connection, accepted)
        if not accepted:
            raise PublishFailed
        return len(accepted)

    def _heard(self, *_: object) -> None:
        """Wake the relay."""
        self._wake.set()


def attributes_of(row: OutboxRow) -> dict[str, dict[str, str]]:
    """Return what is told of an event beside its message: which trace it belongs to."""
    if row.traceparent is None:
        return {}
    return {"traceparent": {"DataType": "String", "StringValue": row.traceparent}}


def message_of(row: OutboxRow) -> str:
    """Return what is published of an event: ids alone."""
    return json.dumps({"outbox_id": row.id, "alert_id": str(row.alert_id), "event": row.event})
