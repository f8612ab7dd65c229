"""Clips over the weeks: used ones are renewed where they lie, others expire; the function does as the API does."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import boto3
import miniaudio
import pytest

from api.db import speech_clips
from api.db.pool import Database
from api.domain.clips import Clip, name_of
from api.domain.errors import NotSpoken
from api.operations.renew_clips import renew_clips
from api.operations.speak import Asked, speak, wanted_by_worker
from api.operations.warm_speech import phrases_to_warm, warm
from api.settings import DatabaseSettings
from api.speech.clip_store import Folder
from tests.postgres.care_world import World, as_worker, make_world
from tests.postgres.local_keys import LocalKeys
from tests.postgres.running_api import environment
from tests.postgres.small_aws import SmallAws, serving
from tests.postgres.speech_rig import Rig, Tone
from workers.runtime import Container
from workers.speech import InThreads, SpeechFunction


@pytest.fixture
async def world(owner: asyncpg.Connection) -> World:
    """Make a person with a board."""
    await as_worker(owner)
    return await make_world(owner)


@pytest.fixture
async def rig(database: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """Return a speaker with one voice."""
    made = Rig(database, Folder(tmp_path), [Tone()])
    yield made
    await made.speaker.close()


def voice_of(rig: Rig, place: int = 0) -> Tone:
    """Return one of a rig's voices."""
    voice = rig.speaker._voices[place]
    assert isinstance(voice, Tone)
    return voice


async def test_what_is_used_is_renewed_and_what_is_not_expires(rig: Rig, world: World) -> None:
    person = UUID(world.things["person"])
    used, unused = await rig.say(person, "Every week."), await rig.say(person, "Only once.")
    for _ in range(10):
        rig.clock.now += timedelta(days=7)
        assert (await rig.say(person, "Every week.")).source == "cache"
        await renew_clips(rig.transaction, rig.store, now=rig.clock())
    assert voice_of(rig).said == ["Every week.", "Only once."]
    assert await rig.store.holds(name_of(person, used.key or ""))
    assert not await rig.store.holds(name_of(person, unused.key or ""))
    async with rig.transaction() as connection:
        assert await speech_clips.find_clip(connection, person, unused.key or "") is None


async def test_a_night_renews_what_is_due_alone_and_forgets_what_is_gone(rig: Rig, world: World) -> None:
    person = UUID(world.things["person"])
    there, gone = await rig.say(person, "There."), await rig.say(person, "Gone.")
    assert (await renew_clips(rig.transaction, rig.store, now=rig.clock())).renewed == 0
    await rig.store.drop(name_of(person, gone.key or ""))
    rig.clock.now += timedelta(days=11)
    night = await renew_clips(rig.transaction, rig.store, now=rig.clock())
    assert (night.renewed, night.gone, night.failed) == (1, 1, 0)
    assert (await rig.say(person, "There.")).key == there.key
    assert (await rig.say(person, "Gone.")).source == "espeak"


async def test_a_store_that_is_out_for_some_nights_loses_nothing(rig: Rig, world: World) -> None:
    person = UUID(world.things["person"])
    await rig.say(person, "Kept.")

    class Out(Folder):
        async def renew(self, *_: str) -> bool:
            raise OSError

    rig.clock.now += timedelta(days=12)
    await rig.say(person, "Kept.")
    assert (await renew_clips(rig.transaction, Out(Path()), now=rig.clock())).failed == 1
    rig.clock.now += timedelta(days=12)
    assert (await renew_clips(rig.transaction, rig.store, now=rig.clock())).renewed == 1
    rig.clock.now += timedelta(days=12)
    assert (await rig.say(person, "Kept.")).source == "cache"


async def test_speech_of_a_lesser_voice_is_made_again_by_the_better_one(
    database: Database, tmp_path: Path, world: World
) -> None:
    person, better, lesser = UUID(world.things["person"]), Tone("polly", ready=False), Tone()
    rig = Rig(database, Folder(tmp_path), [better, lesser])
    first = await rig.say(person, "Better later.")
    better.ready = True
    assert (await rig.say(person, "Better later.")).source == "cache"
    assert better.said == []
    rig.clock.now += timedelta(hours=1)
    assert (await rig.say(person, "Better later.")).source == "cache"
    await rig.speaker.close()
    assert (better.said, lesser.said) == (["Better later."], ["Better later."])
    async with rig.transaction() as connection:
        clip = await speech_clips.find_clip(connection, person, first.key or "")
    assert clip is not None
    assert (clip.source, clip.etag != f'"{first.key}.espeak"') == ("polly", True)


async def test_a_phrase_that_another_holds_too_long_is_said_all_the_same(rig: Rig, world: World) -> None:
    person = UUID(world.things["person"])
    cipher = await rig.speaker.cipher()
    async with rig.transaction() as connection:
        found = await wanted_by_worker(connection, rig.speaker, cipher, Asked(person, "Held."), now=rig.clock())
        assert await speech_clips.try_lock_clip(connection, person, found.phrase.key or "")
        rig.speaker._making_s = 0.3
        told = await speak(rig.speaker, found)
    assert (told.source, told.key, rig.notices) == ("espeak", None, ["speech_not_kept"])
    assert told.url.startswith("data:audio/mpeg;base64,")


async def test_without_any_voice_it_is_told_and_nothing_is_kept(rig: Rig, world: World) -> None:
    voice_of(rig).ready = False
    with pytest.raises(NotSpoken):
        await rig.say(UUID(world.things["person"]), "Nobody says this.")


async def test_a_warm_up_makes_what_is_missing_and_nothing_twice(rig: Rig, world: World) -> None:
    person = UUID(world.things["person"])
    phrases = await phrases_to_warm(rig.transaction, rig.speaker, person)
    texts = [phrase.text for phrase in phrases]
    assert (texts[0], texts[-1]) == ("I need help!", "hello")
    assert [await warm(rig.transaction, rig.speaker, phrase) for phrase in phrases[:3]] == [True] * 3
    assert [await warm(rig.transaction, rig.speaker, phrase) for phrase in phrases[:3]] == [False] * 3
    assert voice_of(rig).said == texts[:3]
    made = await rig.speaker.make(phrases[0])
    assert isinstance(made, Clip)


@pytest.fixture
def aws() -> Iterator[SmallAws]:
    """Serve a bucket and Polly."""
    with serving() as small:
        yield small


async def test_the_function_says_renews_and_has_no_voice_of_its_own(
    aws: SmallAws, settings: DatabaseSettings, world: World
) -> None:
    def clients(service: str) -> Any:
        plain: Any = boto3.client(  # type: ignore[call-overload] # a service by its name
            service, "eu-central-1", endpoint_url=aws.url, aws_access_key_id="x", aws_secret_access_key="x"
        )
        return InThreads(plain)

    told = {**environment(settings), "SPEECH_BUCKET": "speech"}
    secret = f'{{"username": "{settings.user}", "password": "{settings.password}"}}'

    def in_a_container() -> list[Any]:
        container = Container(told, lambda _: secret, lambda _: LocalKeys())
        function = SpeechFunction(container, clients)
        event = {"person_id": world.things["person"], "text": "Said by the function."}
        try:
            answers = [container.run(function.answer(event)) for _ in range(2)]
            [content] = aws.bucket.objects.values()
            aws.polly.fails = True
            answers.append(container.run(function.answer({**event, "text": "No voice for this."})))
            answers.append(container.run(function.answer({"renew": True})))
        finally:
            container.close()
        return [*answers, content.content]

    first, second, refused, night, content = await asyncio.to_thread(in_a_container)
    assert (first["source"], second["source"]) == ("polly", "cache")
    assert max(abs(sample) for sample in miniaudio.decode(content).samples) > 2_000
    assert refused == {"error": "NotSpoken"}
    assert (night["renewed"], night["failed"]) == (0, 0)
