"""Says phrases: from the store where they lie, else by the best voice that answers, each phrase made once.

Whatever is out, bucket, neural voice, key service or database, a phrase that can be said is said: then its bytes go
straight to whoever asked, and the answer says which voice it was.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import speech_clips
from api.db.data_keys import FieldKeys
from api.db.pool import Connection
from api.domain.clips import Audio, Clip, Source, key_of, name_of
from api.domain.errors import NotSpoken
from api.domain.voices import Manner
from api.field_encryption import FieldCipher
from api.speech.clip_store import ClipStore
from api.speech.voices import VoiceMaker

KEY_BUDGET_S = 0.5
# What is added to the voice's time and the store's: how long a phrase waits for another process that makes it, and how
# long that one may hold its lock.
MAKING_BUDGET_S = 1.0
LOOK_AGAIN_S = 0.05
# A phrase holds a connection while it is made: so many at once leave the others to whoever else needs one.
MADE_AT_ONCE = 4
FIELD = "speech_clips.key"

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
Notice = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is to be said of whom, and how; without a key, because it could not be had, it is not kept."""

    person_id: UUID
    text: str
    manner: Manner
    key: str | None
    # Its keys before the last rotation, or after the next.
    other_keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of its clip in the store."""
        return name_of(self.person_id, self.key or "")


class Speaker:
    """Lives as long as the process; `best` first among the voices."""

    def __init__(
        self,
        transaction: Transaction,
        keys: FieldKeys,
        store: ClipStore | None,
        voices: Sequence[VoiceMaker],
        *,
        now: Callable[[], datetime],
        notice: Notice,
        voice_s: float = 1.5,
    ) -> None:
        self.store = store
        self._transaction = transaction
        self._keys = keys
        self._voices = voices
        self.now = now
        self._notice = notice
        self._making_s = 2 * voice_s + MAKING_BUDGET_S
        self._places = asyncio.Semaphore(MADE_AT_ONCE)
        self._making: dict[tuple[UUID, str], asyncio.Task[Clip | Audio]] = {}

    @property
    def best(self) -> Source:
        """Return the voice that is asked first."""
        return self._voices[0].source

    async def cipher(self) -> FieldCipher | None:
        """Return what keys are made with, None while it cannot be had or where nothing is kept."""
        if self.store is None:
            return None
        try:
            async with asyncio.timeout(KEY_BUDGET_S):
                return await self._keys.cipher()
        except Exception as error:  # noqa: BLE001 - without a key the phrase is said all the same
            self._notice("speech_key_unavailable", type(error).__name__)
            return None

    def phrase(self, cipher: FieldCipher | None, person_id: UUID, manner: Manner, text: str) -> Phrase:
        """Return a phrase with its key: a digest under a key that KMS guards, another one for each person."""
        if cipher is None:
            return Phrase(person_id, text, manner, None)
        key, *others = [key_of(index) for index in cipher.indexes(f"{person_id}\n{manner.identity(text)}", FIELD)]
        return Phrase(person_id, text, manner, key, tuple(others))

    async def kept(self, phrase: Phrase, clip: Clip | None) -> bool:
        """Tell whether the store has a clip that is noted, asking the store itself; False too while it is out."""
        if self.store is None or phrase.key is None or clip is None or not clip.stands(self.now()):
            return False
        try:
            return await self.store.holds(phrase.name)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the store, there is another way
            self._notice("speech_store_failed", type(error).__name__)
            return False

    async def read(self, name: str, part: tuple[int, int] | None) -> bytes | None:
        """Return a clip or a part of it from the store, None where it is not there. Raises NotSpoken."""
        if self.store is None:
            return None
        try:
            return await self.store.get(name, part)
        except Exception as error:
            self._notice("speech_store_failed", type(error).__name__)
            raise NotSpoken("The clip cannot be read at the moment; ask for the speech again.") from error

    async def origin(self) -> str | None:
        """Return where addresses of clips lead beside the API itself, None where nowhere or while that is not known."""
        try:
            return None if self.store is None else await self.store.origin()
        except Exception as error:  # noqa: BLE001 - a page without a voice of ours is better than no page
            self._notice("speech_store_failed", type(error).__name__)
            return None

    async def make(self, phrase: Phrase, *, uses: int = 1, better: bool = False) -> Clip | Audio:
        """Return a clip that is now in the store, or its bytes where it could not be put there.

        Whoever asks for the same phrase meanwhile, in this process or another, gets the same clip. `better` makes one
        again that another voice than the best has made. Raises NotSpoken.
        """
        if self.store is None or phrase.key is None:
            return await self.synthesise(phrase)
        task = self._making.get((phrase.person_id, phrase.key)) or self._begin(phrase, uses=uses, better=better)
        # Shielded: one who leaves must not take the phrase from those who wait for it.
        return await asyncio.shield(task)

    def improve(self, phrase: Phrase, clip: Clip) -> None:
        """Have a clip of a lesser voice made again in the background, if the best voice answers and there is room."""
        if (
            clip.can_be_better(self.best, self.now())
            and self._voices[0].ready
            and len(self._making) < MADE_AT_ONCE
            and (phrase.person_id, clip.key) not in self._making
        ):
            self._begin(phrase, uses=0, better=True)

    def _begin(self, phrase: Phrase, *, uses: int, better: bool) -> "asyncio.Task[Clip | Audio]":
        name = (phrase.person_id, phrase.key or "")
        task = self._making[name] = asyncio.create_task(self._make_once(phrase, uses, better=better))
        task.add_done_callback(lambda done: self._made(name, done))
        return task

    def _made(self, name: tuple[UUID, str], task: "asyncio.Task[Clip | Audio]") -> None:
        self._making.pop(name, None)
        if not task.cancelled():
            task.exception()

    async def _make_once(self, phrase: Phrase, uses: int, *, better: bool) -> Clip | Audio:
        """Make a phrase under its lock; when the lock is not to be had in time, make it without and keep nothing."""
        made: list[Audio] = []
        try:
            async with asyncio.timeout(self._making_s):
                while True:
                    async with self._places, self._transaction() as connection:
                        if await speech_clips.try_lock_clip(connection, phrase.person_id, phrase.key or ""):
                            return await self._make_locked(connection, phrase, uses, made, better=better)
                    await asyncio.sleep(LOOK_AGAIN_S)
        except NotSpoken:
            raise
        except Exception as error:  # noqa: BLE001 - the phrase matters more than its keeping
            self._notice("speech_not_kept", type(error).__name__)
        return made[0] if made else await self.synthesise(phrase)

    async def _make_locked(
        self,
        connection: Connection,
        phrase: Phrase,
        uses: int,
        made: list[Audio],
        *,
        better: bool,
    ) -> Clip | Audio:
        key, now = phrase.key or "", self.now()
        clip = await speech_clips.find_clip(connection, phrase.person_id, key)
        if clip is not None and not (better and clip.source != self.best) and await self.kept(phrase, clip):
            return clip
        audio = await self.synthesise(phrase)
        if clip is not None and better and audio.source != self.best:
            return clip
        made.append(audio)
        if self.store is None:
            return audio
        await self.store.put(phrase.name, audio)
        return await speech_clips.save_clip(connection, phrase.person_id, key, audio, now, uses=uses)

    async def synthesise(self, phrase: Phrase) -> Audio:
        """Return the phrase as said by the first voice that answers. Raises NotSpoken."""
        for voice in self._voices:
            try:
                return await voice.say(phrase.text, phrase.manner)
            except Exception as error:  # noqa: BLE001 - the next voice is there for whatever it was
                self._notice(f"{voice.source}_failed", type(error).__name__)
        raise NotSpoken("No voice answers at the moment. Let the device speak with its own, and ask again in a moment.")

    async def close(self) -> None:
        """Finish what is being made, then give back what the voices hold."""
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        for voice in self._voices:
            await voice.close()
