"""Saying something with a person's voice: from the store if it was said before, made if not."""

import base64
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from api.db import speech_clips
from api.db.pool import Connection
from api.domain.clips import Audio, Clip
from api.domain.errors import NotFound
from api.domain.permissions import NO_SUCH_PERSON, Action, permit
from api.domain.voices import Liked, chosen, said
from api.field_encryption import FieldCipher
from api.speech.clip_store import URL_LIFE_S
from api.speech.speaker import Phrase, Speaker


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be said with whose voice; what is liked once stands over what the person likes."""

    person_id: UUID
    text: str
    once: Liked = field(default_factory=Liked)
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where speech can be heard; without a key it is in the address itself, and kept nowhere."""

    url: str
    content_type: str
    source: Literal["cache", "polly", "espeak"]
    key: str | None
    duration_s: float | None
    expires_in_s: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phrase, and what is noted of its clip."""

    phrase: Phrase
    clip: Clip | None


async def wanted(
    connection: Connection,
    speaker: Speaker,
    cipher: FieldCipher | None,
    caller: UUID,
    asked: Asked,
    *,
    now: datetime,
) -> Wanted:
    """Return what an account asks for, its use counted. Raises NotFound, NotAllowed, or Invalid."""
    relation, liked, locale = await speech_clips.speech_of(connection, caller, asked.person_id)
    permit(relation, Action.SPEAK)
    return await _looked_up(connection, speaker, cipher, asked, liked, locale, now)


async def wanted_by_worker(
    connection: Connection, speaker: Speaker, cipher: FieldCipher | None, asked: Asked, *, now: datetime
) -> Wanted:
    """Return what the system itself asks for, its use counted. Raises NotFound or Invalid."""
    known = await speech_clips.liked_by(connection, asked.person_id)
    if known is None:
        raise NotFound(NO_SUCH_PERSON)
    return await _looked_up(connection, speaker, cipher, asked, *known, now)


async def _looked_up(
    connection: Connection,
    speaker: Speaker,
    cipher: FieldCipher | None,
    asked: Asked,
    liked: Liked,
    locale: str,
    now: datetime,
) -> Wanted:
    manner = chosen(asked.once.over(liked), asked.locale or locale)
    phrase = speaker.phrase(cipher, asked.person_id, manner, said(asked.text))
    clip = None
    if phrase.key is not None:
        clip = await speech_clips.use_clip(connection, asked.person_id, phrase.key, now)
    for key in phrase.other_keys if clip is None else ():
        clip = await speech_clips.use_clip(connection, asked.person_id, key, now)
        if clip is not None:
            return Wanted(replace(phrase, key=key), clip)
    return Wanted(phrase, clip)


async def speak(speaker: Speaker, found: Wanted) -> Spoken:
    """Return where a phrase can be heard, made if it has to be. Raises NotSpoken."""
    phrase, clip = found.phrase, found.clip
    if clip is not None and await speaker.kept(phrase, clip):
        speaker.improve(phrase, clip)
        return await _in_store(speaker, phrase, clip, "cache")
    made = await speaker.make(phrase)
    if isinstance(made, Clip):
        return await _in_store(speaker, phrase, made, made.source)
    return _at_hand(made)


async def _in_store(
    speaker: Speaker, phrase: Phrase, clip: Clip, source: Literal["cache", "polly", "espeak"]
) -> Spoken:
    url = None if speaker.store is None else await speaker.store.url(phrase.name)
    return Spoken(
        url=url or f"/{phrase.name}",
        content_type=clip.content_type,
        source=source,
        key=clip.key,
        duration_s=clip.duration_s,
        expires_in_s=None if url is None else URL_LIFE_S,
    )


def _at_hand(audio: Audio) -> Spoken:
    """Return speech as an address that holds its own bytes (RFC 2397)."""
    encoded = base64.b64encode(audio.content).decode()
    return Spoken(
        url=f"data:{audio.content_type};base64,{encoded}",
        content_type=audio.content_type,
        source=audio.source,
        key=None,
        duration_s=audio.duration_s,
        expires_in_s=None,
    )
