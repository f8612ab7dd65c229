"""speech: says something with a person's voice, and each night renews the clips that are in use.

It holds no eSpeak NG, which no zip of 5 MB can: while Polly is out it says what is in the bucket, and of the rest that
it cannot; the API then speaks with its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.breaker import Breaker
from api.domain.errors import DomainError
from api.domain.voices import Liked
from api.operations.renew_clips import renew_clips
from api.operations.speak import Asked, speak, wanted_by_worker
from api.settings import require
from api.speech.clip_store import ADDRESSED, Bucket
from api.speech.speaker import Speaker
from api.speech.voices import Polly
from workers.runtime import Container, Event, client

VOICE_BUDGET_S = 3.0
ADDRESSED_AS = {"s3": ADDRESSED, "polly": None}
Clients = Callable[[str], Any]


class InThreads:
    """A boto3 client whose calls can be awaited, each in a thread of its own."""

    def __init__(self, plain: Any) -> None:
        self._plain = plain

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return a call that can be awaited."""
        call = getattr(self._plain, name)

        async def asked(*values: Any, **named: Any) -> Any:
            return await asyncio.to_thread(call, *values, **named)

        return asked


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


async def speaker_of(container: Container, clients: Clients) -> Speaker:
    """Return a speaker over the bucket and Polly."""

    def breaker(name: str) -> Breaker:
        return Breaker(
            name, changed=lambda of, state: container.log("warning", "breaker", breaker=of, state=state, count=1)
        )

    bucket = require(container.environ, ["SPEECH_BUCKET"])["SPEECH_BUCKET"]
    return Speaker(
        await container.transaction_factory(),
        await container.field_keys(),
        Bucket(clients("s3"), bucket, breaker("speech_store"), budget_s=2.0),
        [Polly(clients("polly"), breaker("polly"), budget_s=VOICE_BUDGET_S)],
        now=utc_now,
        notice=lambda event, error: container.log("warning", event, error=error),
    )


class SpeechFunction:
    """What the container keeps from one event to the next."""

    def __init__(self, container: Container, clients: Clients | None = None) -> None:
        self._container = container
        self._clients = clients or (
            lambda service: InThreads(client(service, container.environ, attempts=1, addressed=ADDRESSED_AS[service]))
        )
        self._speaker: Speaker | None = None

    async def answer(self, event: Event) -> Event:
        """Say something, or renew what is in use."""
        if self._speaker is None:
            self._speaker = await speaker_of(self._container, self._clients)
        if event.get("renew"):
            return await self._renew(self._speaker)
        try:
            return await self._speak(self._speaker, event)
        except DomainError as error:
            return {"error": type(error).__name__}

    async def _speak(self, speaker: Speaker, event: Event) -> Event:
        liked = Liked(*(event.get(name) for name in ("voice", "language", "rate", "pitch")))
        asked = Asked(UUID(event["person_id"]), str(event["text"]), liked, event.get("locale"))
        cipher = await speaker.cipher()
        transaction = await self._container.transaction_factory()
        async with transaction() as connection:
            found = await wanted_by_worker(connection, speaker, cipher, asked, now=utc_now())
        return asdict(await speak(speaker, found))

    async def _renew(self, speaker: Speaker) -> Event:
        if speaker.store is None:
            return {}
        night = await renew_clips(await self._container.transaction_factory(), speaker.store, now=utc_now())
        self._container.log("info", "clips_renewed", applied=night.renewed, count=night.expired, failed=night.failed)
        return asdict(night)


CONTAINER = Container()
FUNCTION = SpeechFunction(CONTAINER)


def handler(event: Event, _context: object) -> Event:
    """Answer {"person_id", "text"} with an address, and {"renew": true} with what was done."""
    return CONTAINER.run(FUNCTION.answer(event))
