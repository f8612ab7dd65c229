"""Each night: clips in use are renewed where they lie, what has expired is forgotten."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import speech_clips
from api.domain.clips import name_of
from api.speech.clip_store import ClipStore
from api.speech.speaker import Transaction

BATCH = 500
AT_ONCE = 16


@dataclass
class Renewed:
    """What one night did; `failed` are tried again the next."""

    renewed: int = 0
    gone: int = 0
    failed: int = 0
    expired: int = 0


async def renew_clips(transaction: Transaction, store: ClipStore, *, now: datetime) -> Renewed:
    """Renew batch by batch until nothing is due or a batch makes no progress."""
    night = Renewed()
    places = asyncio.Semaphore(AT_ONCE)

    async def renew(person: UUID, key: str, content_type: str) -> bool | None:
        async with places:
            try:
                return await store.renew(name_of(person, key), content_type)
            except Exception:  # noqa: BLE001 - ten nights remain to renew it
                return None

    while True:
        async with transaction() as connection:
            due = await speech_clips.to_renew(connection, now, BATCH)
        there = await asyncio.gather(*(renew(*clip) for clip in due))
        clips = [(person, key) for person, key, _ in due]
        renewed = [clip for clip, found in zip(clips, there, strict=True) if found]
        gone = [clip for clip, found in zip(clips, there, strict=True) if found is False]
        async with transaction() as connection:
            await speech_clips.mark_renewed(connection, renewed, now)
            await speech_clips.forget_clips(connection, gone)
        night.renewed += len(renewed)
        night.gone += len(gone)
        failed = len(due) - len(renewed) - len(gone)
        if failed or len(due) < BATCH:
            night.failed = failed
            break
    while True:
        async with transaction() as connection:
            expired = await speech_clips.forget_expired(connection, now, BATCH)
        for person, key in expired:
            await store.drop(name_of(person, key))
        night.expired += len(expired)
        if len(expired) < BATCH:
            return night
