"""A connection that hears NOTIFY, made anew whenever it is lost."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import asyncpg

from api.db.pool import Database

RETRY_S = 0.5
CHECK_S = 5.0

Heard = Callable[[str], None]


async def listen_for_ever(
    database: Database, application: str, channels: Mapping[str, Heard], connected: Callable[[bool], None]
) -> None:
    """Call `channels[name](payload)` for each notice, and `connected` when listening begins (True) and fails (False).

    What was said while nobody listened is lost: whoever is told that it began again must look for itself.
    """
    while True:
        connection: asyncpg.Connection | None = None
        lost = asyncio.Event()
        try:
            credentials = database.credentials.known
            connection = await database.connect(application)
            connection.add_termination_listener(lambda _, lost=lost: lost.set())
            for channel, heard in channels.items():
                await connection.add_listener(channel, _payload_to(heard))
            connected(True)  # noqa: FBT003 - a callback's only argument
            # Signed in with what a rotation has replaced, it would hold up the next one.
            while database.credentials.known == credentials and not lost.is_set():
                try:
                    await asyncio.wait_for(lost.wait(), CHECK_S)
                except TimeoutError:
                    await connection.execute("SELECT 1")
        except Exception:  # noqa: BLE001 - nobody would notice a listener that ended
            await asyncio.sleep(RETRY_S)
        finally:
            connected(False)  # noqa: FBT003
            if connection is not None:
                connection.terminate()


def _payload_to(heard: Heard) -> Callable[..., None]:
    """Return a listener as asyncpg calls it."""

    def listener(_connection: Any, _pid: int, _channel: str, payload: object) -> None:
        heard(str(payload))

    return listener
