"""A small S3 and a small Polly: real HTTP, real objects, real speech.

Polly's voice is eSpeak NG's, encoded as MP3. What the services shall do wrong is said by their attributes.
"""

import hashlib
import json
import re
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import lameenc

from api.domain.voices import VOICES

Answer = tuple[int, dict[str, str], bytes]
PCM_OF_WAV = 44
HERTZ = 22_050


class Voice:
    """`python -m api.espeak`, as the API starts it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def wav(self, text: str, voice: str, words_per_minute: int) -> bytes:
        """Return a WAV."""
        asked = {"text": text, "voice": voice, "words_per_minute": words_per_minute, "pitch": 50}
        with self._lock:
            if self._process is None:
                command = [sys.executable, "-m", "api.espeak"]
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            into, out = self._process.stdin, self._process.stdout
            assert into is not None
            assert out is not None
            into.write(json.dumps(asked).encode() + b"\n")
            into.flush()
            [length] = struct.unpack(">I", out.read(4))
            return out.read(length)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()


def mp3(wav: bytes) -> bytes:
    """Return a mono WAV of 16 bits as MP3."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(HERTZ)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(wav[PCM_OF_WAV:])) + bytes(encoder.flush())


@dataclass
class SmallPolly:
    """What was asked for, and what goes wrong."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    fails: bool = False
    takes_s: float = 0.0
    voice: Voice = field(default_factory=Voice)

    def answer(self, body: bytes) -> Answer:
        """SynthesizeSpeech."""
        asked = json.loads(body)
        self.asked.append(asked)
        time.sleep(self.takes_s)
        known = next((voice for voice in VOICES if voice.name == asked["VoiceId"]), None)
        if self.fails:
            return 503, {"x-amzn-errortype": "ServiceFailureException"}, b'{"message": "no"}'
        if known is None or known.language != asked["LanguageCode"]:
            return 400, {"x-amzn-errortype": "LanguageNotSupportedException"}, b'{"message": "no"}'
        spoken = ElementTree.fromstring(asked["Text"])  # noqa: S314 - what the API under test has written
        rates = [int(found.removesuffix("%")) for each in spoken.iter() if (found := each.get("rate"))]
        wav = self.voice.wav("".join(spoken.itertext()), known.espeak, 160 * (rates or [100])[0] // 100)
        return 200, {"content-type": "audio/mpeg", "x-amzn-requestcharacters": "1"}, mp3(wav)


@dataclass(frozen=True)
class Stored:
    """An object."""

    content: bytes
    content_type: str
    written: datetime

    @property
    def headers(self) -> dict[str, str]:
        """Return what S3 tells of it."""
        etag = hashlib.md5(self.content, usedforsecurity=False).hexdigest()
        return {"content-type": self.content_type, "etag": f'"{etag}"', "accept-ranges": "bytes"}


@dataclass
class SmallBucket:
    """Objects by path, every request, and what goes wrong."""

    objects: dict[str, Stored] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fails: bool = False
    takes_s: float = 0.0

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """PutObject, CopyObject, HeadObject, GetObject."""
        url = urlsplit(target)
        self.asked.append(f"{method} {url.path}")
        time.sleep(self.takes_s)
        if self.fails:
            return 503, {}, b"<Error><Code>SlowDown</Code></Error>"
        if not is_signed(headers, parse_qs(url.query)):
            return 403, {}, b"<Error><Code>AccessDenied</Code></Error>"
        if method == "PUT":
            return self._put(url.path, headers, body)
        found = self.objects.get(url.path)
        if found is None:
            return 404, {}, b"" if method == "HEAD" else b"<Error><Code>NoSuchKey</Code></Error>"
        if method == "HEAD":
            return 200, {**found.headers, "x-size": str(len(found.content))}, b""
        if asked := re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", "")):
            first, last = int(asked[1]), int(asked[2] or len(found.content) - 1)
            told = f"bytes {first}-{last}/{len(found.content)}"
            return 206, {**found.headers, "content-range": told}, found.content[first : last + 1]
        return 200, found.headers, found.content

    def _put(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        source = headers.get("x-amz-copy-source")
        if source is None:
            self.objects[path] = Stored(body, headers["content-type"], datetime.now(UTC))
            return 200, self.objects[path].headers, b""
        found = self.objects.get(f"/{source.lstrip('/')}")
        if found is None:
            return 404, {}, b"<Error><Code>NoSuchKey</Code></Error>"
        if headers.get("x-amz-metadata-directive") != "REPLACE":
            return 400, {}, b"<Error><Code>InvalidRequest</Code></Error>"
        self.objects[path] = Stored(found.content, headers["content-type"], datetime.now(UTC))
        return 200, {}, b"<CopyObjectResult><ETag>x</ETag></CopyObjectResult>"


def is_signed(headers: Mapping[str, str], query: Mapping[str, list[str]]) -> bool:
    """Tell whether a request is signed by its header, or by its query and not yet too old."""
    if "authorization" in headers:
        return headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    if "X-Amz-Signature" not in query:
        return False
    signed = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.now(UTC) < signed + timedelta(seconds=int(query["X-Amz-Expires"][0]))
