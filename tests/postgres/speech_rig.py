"""A speaker over a folder and a real database, with a clock and voices of its own."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.db.data_keys import FieldKeys
from api.db.pool import Connection, Context, Database
from api.domain.clips import Audio
from api.domain.voices import Manner
from api.operations.speak import Asked, Spoken, speak, wanted_by_worker
from api.speech.clip_store import ClipStore
from api.speech.speaker import Speaker
from api.speech.voices import VoiceMaker
from tests.postgres.local_keys import LocalKeys

TONE = b"RIFF" + bytes(100)


@dataclass
class Tone:
    """A voice that counts what it says, and is out when it is told so."""

    source: Any = "espeak"
    ready: bool = True
    said: list[str] = field(default_factory=list)

    async def say(self, text: str, _manner: Manner) -> Audio:
        if not self.ready:
            raise OSError
        self.said.append(text)
        return Audio(TONE, "audio/mpeg", self.source)

    async def close(self) -> None:
        """Hold nothing."""


@dataclass
class Clock:
    """A clock that goes on when it is told."""

    now: datetime = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Rig:
    """A speaker over a folder, with a clock of its own."""

    def __init__(self, database: Database, store: ClipStore, voices: list[VoiceMaker]) -> None:
        self.clock = Clock()
        self.store = store
        self.database = database
        self.notices: list[str] = []
        keys = FieldKeys(lambda: database.transaction(Context.worker()), LocalKeys())
        self.speaker = Speaker(
            self.transaction,
            keys,
            self.store,
            voices,
            now=self.clock,
            notice=lambda event, _: self.notices.append(event),
        )

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction of the system itself."""
        return self.database.transaction(Context.worker(), waits_for_disk=False)

    async def say(self, person: UUID, text: str) -> Spoken:
        """Say something."""
        cipher = await self.speaker.cipher()
        async with self.transaction() as connection:
            found = await wanted_by_worker(connection, self.speaker, cipher, Asked(person, text), now=self.clock())
        return await speak(self.speaker, found)
