"""What speech needs in the background: phrases made before they are pressed, and clips of a folder kept or dropped."""

import asyncio
import time
from datetime import timedelta

from api.db import speech_clips
from api.logs import logger
from api.operations.renew_clips import renew_clips
from api.operations.warm_speech import phrases_to_warm, warm
from api.speech.speaker import Speaker, Transaction

POLL_S = 2.0
# Whoever is heard now comes first: phrases made beforehand take at most half of the time.
SHORTEST_BREATH_S = 0.02
LEASE = timedelta(minutes=10)
WARM_AGAIN_AFTER = timedelta(days=20)
RETRY_AFTER = timedelta(minutes=15)
NIGHT_S = 24 * 60 * 60.0


class SpeechWarmer:
    """A background task; any number of them share the work, each person's being one's at a time."""

    def __init__(self, transaction: Transaction, speaker: Speaker) -> None:
        self._transaction = transaction
        self._speaker = speaker

    async def run_for_ever(self, *, after_s: float) -> None:
        """Warm until cancelled, beginning after some seconds, whatever happens to the database or the voices."""
        if self._speaker.store is None:
            return
        await asyncio.sleep(after_s)
        while True:
            try:
                while await self.warm_one():
                    pass
            except Exception as error:  # noqa: BLE001 - nobody would notice a warmer that ended
                logger("speech").warning("warming_waits", error=type(error.__cause__ or error).__name__)
            await asyncio.sleep(POLL_S)

    async def warm_one(self) -> bool:
        """Make the phrases of one person who is due; return whether there was one."""
        async with self._transaction() as connection:
            claimed = await speech_clips.claim_warmup(connection, self._speaker.now(), LEASE)
        if claimed is None:
            return False
        person, until = claimed
        made = failed = 0
        phrases = await phrases_to_warm(self._transaction, self._speaker, person)
        for phrase in phrases:
            began = time.monotonic()
            try:
                made += await warm(self._transaction, self._speaker, phrase)
            except Exception:  # noqa: BLE001 - one phrase that cannot be made must not keep the others from it
                failed += 1
            await asyncio.sleep(max(SHORTEST_BREATH_S, time.monotonic() - began))
        now = self._speaker.now()
        again_at = now + (RETRY_AFTER if failed or not phrases else WARM_AGAIN_AFTER)
        async with self._transaction() as connection:
            await speech_clips.finish_warmup(connection, person, until, again_at)
        logger("speech").info("speech_warmed", count=made, failed=failed)
        return True


async def keep_folder(transaction: Transaction, speaker: Speaker) -> None:
    """Renew and drop the clips of a folder each day; those of a bucket are the scheduled function's."""
    store = speaker.store
    while store is not None:
        try:
            await renew_clips(transaction, store, now=speaker.now())
        except Exception as error:  # noqa: BLE001 - the next day must come
            logger("speech").warning("renewing_waits", error=type(error.__cause__ or error).__name__)
        await asyncio.sleep(NIGHT_S)
