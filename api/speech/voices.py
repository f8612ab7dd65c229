"""Ways of making speech: Amazon Polly's neural voices, and eSpeak NG in a process of its own."""

import asyncio
import contextlib
import inspect
import json
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any, Protocol

from api.breaker import Breaker
from api.domain.clips import Audio, Source, wav_duration_s
from api.domain.voices import Manner
from api.retry import retried

ESPEAK_BUDGET_S = 3.0
LARGEST_LINE = 16_384
LARGEST_WAV = 64_000_000


class VoiceFailed(Exception):
    """This way of making speech made none."""


class VoiceMaker(Protocol):
    """Makes speech within a time of its own."""

    source: Source

    @property
    def ready(self) -> bool:
        """Tell whether it has answered lately, as far as is known."""

    async def say(self, text: str, manner: Manner) -> Audio:
        """Return the text as speech. Raises whatever went wrong; the message holds nothing of the text."""

    async def close(self) -> None:
        """Give back what is held."""


class Polly:
    """SynthesizeSpeech, of an asynchronous client or of one in threads, that tries once.

    https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html
    """

    source: Source = "polly"

    def __init__(self, client: Any, breaker: Breaker, *, budget_s: float) -> None:
        self._client = client
        self._breaker = breaker
        self._budget_s = budget_s

    @property
    def ready(self) -> bool:
        """Tell whether the breaker lets everything through."""
        return self._breaker.state == "closed"

    async def say(self, text: str, manner: Manner) -> Audio:
        """Return MP3."""
        asked = {
            "Engine": manner.engine,
            "LanguageCode": manner.voice.language,
            "OutputFormat": "mp3",
            "Text": manner.ssml(text),
            "TextType": "ssml",
            "VoiceId": manner.voice.name,
        }

        async def ask() -> bytes:
            answer = await self._client.synthesize_speech(**asked)
            read = answer["AudioStream"].read()
            content: bytes = await read if inspect.isawaitable(read) else read
            if not content:
                raise VoiceFailed("the answer holds no audio")
            return content

        content = await self._breaker.call(lambda: retried(ask), budget_s=self._budget_s)
        return Audio(content, "audio/mpeg", self.source)

    async def close(self) -> None:
        """Leave the client to whoever opened it."""


class Espeak:
    """The process of `api.espeak`, started at the first use and again when it ended or hangs; one phrase at a time."""

    source: Source = "espeak"

    def __init__(self, *, budget_s: float = ESPEAK_BUDGET_S) -> None:
        self._budget_s = budget_s
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Tell that it needs nothing but this machine."""
        return True

    async def say(self, text: str, manner: Manner) -> Audio:
        """Return WAV. Raises VoiceFailed, or TimeoutError."""
        line = json.dumps({"text": text, **manner.espeak()}).encode() + b"\n"
        if len(line) > LARGEST_LINE:
            raise VoiceFailed("the text is too long")
        async with self._turn:
            try:
                async with asyncio.timeout(self._budget_s):
                    content = await self._ask(line)
            except BaseException:
                # What it was asked may still come: the next phrase must not be answered with it.
                await self._end()
                raise
        if not content:
            raise VoiceFailed("nothing can be heard")
        return Audio(content, "audio/wav", self.source, wav_duration_s(content))

    async def _ask(self, line: bytes) -> bytes:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "api.espeak", stdin=PIPE, stdout=PIPE, limit=LARGEST_WAV
            )
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            raise VoiceFailed("the process has no pipes")
        into.write(line)
        try:
            await into.drain()
            length = int.from_bytes(await out.readexactly(4))
            if length > LARGEST_WAV:
                raise VoiceFailed("the answer is too long")
            return await out.readexactly(length)
        except (OSError, asyncio.IncompleteReadError) as error:
            raise VoiceFailed("the process has ended") from error

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()
