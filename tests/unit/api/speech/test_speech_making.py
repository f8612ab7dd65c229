"""Voices and stores, each failing in its turn: real speech by eSpeak NG, real files, clients that answer as told."""

import asyncio
import os
from pathlib import Path
from typing import Any

import miniaudio
import pytest
from botocore.exceptions import ClientError

from api.breaker import Breaker, CircuitOpen
from api.domain.clips import Audio
from api.domain.voices import VOICES, Liked, Manner, chosen
from api.retry import retried
from api.settings import Settings, SettingsError
from api.speech.clip_store import Bucket, Folder
from api.speech.voices import Espeak, Polly, VoiceFailed
from tests.unit.api.test_settings import GOOD

USUAL = chosen(Liked(), "en")
CLIP = Audio(b"0123456789", "audio/wav", "espeak")


async def test_every_voice_has_a_stand_in_that_can_be_heard() -> None:
    espeak = Espeak(budget_s=20)
    try:
        clips = [await espeak.say("I need you. Te necesito.", Manner(voice)) for voice in VOICES]
    finally:
        await espeak.close()
    for clip in clips:
        decoded = miniaudio.decode(clip.content)
        assert max(abs(sample) for sample in decoded.samples) > 2_000
        assert clip.duration_s == pytest.approx(decoded.duration, abs=0.05)
    assert len({clip.content for clip in clips}) > len(VOICES) // 2


async def test_a_process_that_dies_is_started_again_and_one_that_hangs_is_ended() -> None:
    espeak = Espeak(budget_s=20)
    try:
        first = await espeak.say("Hello.", USUAL)
        running = espeak._process
        assert running is not None
        running.kill()
        await running.wait()
        assert (await espeak.say("Hello.", USUAL)).duration_s == pytest.approx(first.duration_s, abs=0.05)
        stopped = espeak._process
        assert stopped is not None
        os.kill(stopped.pid, 19)  # SIGSTOP
        espeak._budget_s = 0.2
        with pytest.raises(TimeoutError):
            await espeak.say("Hello.", USUAL)
        assert stopped.returncode is not None
        espeak._budget_s = 20
        assert (await espeak.say("Hello.", USUAL)).duration_s == pytest.approx(first.duration_s, abs=0.05)
    finally:
        await espeak.close()


class PollyClient:
    """Fails so often, then answers."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.calls = 0

    async def synthesize_speech(self, **_: Any) -> dict[str, Any]:
        self.calls += 1
        if self.calls <= self.failures:
            raise ConnectionError

        class Stream:
            async def read(self) -> bytes:
                return b"mp3"

        return {"AudioStream": Stream()}


async def test_polly_is_tried_twice_and_five_failures_leave_it_alone() -> None:
    once = PollyClient(1)
    assert (await Polly(once, Breaker("polly"), budget_s=5).say("Hello.", USUAL)).content == b"mp3"
    assert once.calls == 2

    out = PollyClient(1_000)
    polly = Polly(out, Breaker("polly"), budget_s=5)
    for _ in range(5):
        with pytest.raises(ConnectionError):
            await polly.say("Hello.", USUAL)
    assert (out.calls, polly.ready) == (10, False)
    with pytest.raises(CircuitOpen):
        await polly.say("Hello.", USUAL)
    assert out.calls == 10


async def test_the_pause_between_attempts_is_drawn_from_nothing_to_its_most() -> None:
    drawn: list[tuple[float, float]] = []

    def draw(least: float, most: float) -> float:
        drawn.append((least, most))
        return 0

    async def work() -> None:
        raise VoiceFailed

    with pytest.raises(VoiceFailed):
        await retried(work, attempts=4, draw=draw)
    assert drawn == [(0, 0.1), (0, 0.2), (0, 0.4)]


async def test_a_folder_keeps_gives_renews_and_drops(tmp_path: Path) -> None:
    store, name = Folder(tmp_path), "user/1/speech/key"
    assert (await store.get(name, None), await store.holds(name), await store.renew(name, "")) == (None, False, False)
    await store.put(name, CLIP)
    assert (await store.get(name, None), await store.get(name, (2, 4)), await store.url(name)) == (
        b"0123456789",
        b"234",
        None,
    )
    os.utime(tmp_path / name, (1, 1))
    assert await store.renew(name, "audio/wav")
    assert (tmp_path / name).stat().st_mtime > 1
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == ["key"]
    await store.drop(name)
    await store.drop(name)
    assert not await store.holds(name)


class S3Client:
    """Answers every call with one error."""

    def __init__(self, code: str) -> None:
        self._code = code

    async def head_object(self, **_: Any) -> None:
        raise ClientError({"Error": {"Code": self._code}}, "HeadObject")


async def test_an_object_that_is_not_there_is_an_answer_and_opens_nothing() -> None:
    breaker = Breaker("speech_store")
    store = Bucket(S3Client("404"), "speech", breaker, budget_s=1)
    assert [await store.holds("x") for _ in range(8)] == [False] * 8
    assert breaker.state == "closed"
    out = Bucket(S3Client("503"), "speech", breaker, budget_s=1)
    for _ in range(5):
        with pytest.raises(ClientError):
            await out.holds("x")
    with pytest.raises(CircuitOpen):
        await out.holds("x")


def test_where_clips_lie_and_who_speaks_are_read_with_safe_defaults(tmp_path: Path) -> None:
    usual = Settings.from_environment(GOOD)
    assert (usual.speech.voice, usual.speech.bucket, usual.speech.folder) == ("espeak", None, None)
    assert usual.provider.name == "none"
    assert Settings.from_environment({**GOOD, "SPEECH_FOLDER": str(tmp_path)}).speech.folder == tmp_path
    for wrong in (
        {"SPEECH_FOLDER": "/nowhere/at/all"},
        {"SPEECH_FOLDER": str(tmp_path), "SPEECH_BUCKET": "x"},
        {"SPEECH_VOICE": "alexa"},
        {"SPEECH_BUDGET_MS": "soon"},
        {"INTENT_PROVIDER": "oracle"},
        {"INTENT_PROVIDER": "bedrock"},
        {"INTENT_PROVIDER": "http", "INTENT_PROVIDER_URL": "ftp://x"},
    ):
        with pytest.raises(SettingsError):
            Settings.from_environment({**GOOD, **wrong})


async def test_many_at_once_each_hear_their_own() -> None:
    espeak = Espeak(budget_s=20)
    texts = ["One.", "Twenty-two.", "Three hundred and thirty-three."]
    try:
        apart = [await espeak.say(text, USUAL) for text in texts]
        together = await asyncio.gather(*(espeak.say(text, USUAL) for text in texts * 3))
    finally:
        await espeak.close()
    # Its noise differs from one time to the next, its length by a breath.
    assert [clip.duration_s for clip in together] == pytest.approx([clip.duration_s for clip in apart] * 3, abs=0.05)
