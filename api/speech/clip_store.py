"""Where clips lie: a bucket, or a folder where there is no cloud. Their names hold nothing of what they say."""

import asyncio
import inspect
import os
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from api.breaker import Breaker
from api.domain.clips import Audio

T = TypeVar("T")

URL_LIFE_S = 300
ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
CACHE = "private, max-age=86400"
# Objects under a key of KMS take no older signature, and an address in the bucket's own region is not sent elsewhere.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
ADDRESSED = {
    "signature_version": "s3v4",
    "s3": {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
}


class ClipStore(Protocol):
    """Keeps clips by name."""

    async def put(self, name: str, audio: Audio) -> None:
        """Keep a clip, in the place of one of the same name."""

    async def holds(self, name: str) -> bool:
        """Tell whether a clip is there."""

    async def get(self, name: str, part: tuple[int, int] | None) -> bytes | None:
        """Return a clip, or its bytes from the first to the last of a part; None where it is not there."""

    async def url(self, name: str) -> str | None:
        """Return an address that opens the clip for a short while, None where only the API hands it out."""

    async def origin(self) -> str | None:
        """Return the scheme, host and port of those addresses, None where there are none (RFC 6454)."""

    async def renew(self, name: str, content_type: str) -> bool:
        """Let a clip count as new without reading it; tell whether it is there."""

    async def drop(self, name: str) -> None:
        """Take away a clip that has expired."""


class Bucket:
    """An S3 bucket, through an asynchronous client or one in threads, that tries once.

    A bucket that is out costs its budget a few times, then nothing: the breaker says so at once.
    """

    def __init__(self, client: Any, bucket: str, breaker: Breaker, *, budget_s: float) -> None:
        self._client = client
        self._bucket = bucket
        self._breaker = breaker
        self._budget_s = budget_s

    async def _call(self, work: Callable[[], Awaitable[T]], absent: T) -> T:
        """Return what the work returns, or `absent` where there is no such object: that is an answer, no failure."""

        async def once() -> T:
            try:
                return await work()
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in ABSENT:
                    return absent
                raise

        return await self._breaker.call(once, budget_s=self._budget_s)

    async def put(self, name: str, audio: Audio) -> None:
        """PutObject."""
        wanted = {"Body": audio.content, "ContentType": audio.content_type, "CacheControl": CACHE}

        async def work() -> None:
            await self._client.put_object(Bucket=self._bucket, Key=name, **wanted)

        await self._breaker.call(work, budget_s=self._budget_s)

    async def holds(self, name: str) -> bool:
        """HeadObject."""

        async def work() -> bool:
            await self._client.head_object(Bucket=self._bucket, Key=name)
            return True

        return await self._call(work, absent=False)

    async def get(self, name: str, part: tuple[int, int] | None) -> bytes | None:
        """GetObject."""
        wanted = {} if part is None else {"Range": f"bytes={part[0]}-{part[1]}"}

        async def work() -> bytes | None:
            answer = await self._client.get_object(Bucket=self._bucket, Key=name, **wanted)
            read = answer["Body"].read()
            content: bytes = await read if inspect.isawaitable(read) else read
            return content

        return await self._call(work, absent=None)

    async def url(self, name: str) -> str | None:
        """Sign an address; nothing is asked of S3 for that."""
        signed: str = await self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": name}, ExpiresIn=URL_LIFE_S
        )
        return signed

    async def origin(self) -> str | None:
        """Return where a signed address leads."""
        parts = urlsplit(await self.url("user") or "")
        return f"{parts.scheme}://{parts.netloc}"

    async def renew(self, name: str, content_type: str) -> bool:
        """CopyObject onto itself, which S3 takes only with something new: the same headers, written again."""
        wanted = {"MetadataDirective": "REPLACE", "ContentType": content_type, "CacheControl": CACHE}

        async def work() -> bool:
            source = {"Bucket": self._bucket, "Key": name}
            await self._client.copy_object(Bucket=self._bucket, Key=name, CopySource=source, **wanted)
            return True

        return await self._call(work, absent=False)

    async def drop(self, name: str) -> None:
        """Leave it to the bucket's lifecycle, which has dropped it already."""


class Folder:
    """A folder of this machine, for deployments without a bucket; processes on it share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, name: str) -> Path:
        return self._folder / name

    async def put(self, name: str, audio: Audio) -> None:
        """Write beside and rename, so that nobody reads half a clip."""

        def write() -> None:
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            unfinished.write_bytes(audio.content)
            unfinished.replace(path)

        await asyncio.to_thread(write)

    async def holds(self, name: str) -> bool:
        """Look."""
        return await asyncio.to_thread(self._path(name).is_file)

    async def get(self, name: str, part: tuple[int, int] | None) -> bytes | None:
        """Read."""

        def read() -> bytes | None:
            try:
                with self._path(name).open("rb") as file:
                    if part is None:
                        return file.read()
                    file.seek(part[0])
                    return file.read(part[1] - part[0] + 1)
            except FileNotFoundError:
                return None

        return await asyncio.to_thread(read)

    async def url(self, _name: str) -> str | None:
        """Leave it to the API."""
        return None

    async def origin(self) -> str | None:
        """Leave it to the API."""
        return None

    async def renew(self, name: str, _content_type: str) -> bool:
        """Touch."""

        def touch() -> bool:
            try:
                os.utime(self._path(name))
            except FileNotFoundError:
                return False
            return True

        return await asyncio.to_thread(touch)

    async def drop(self, name: str) -> None:
        """Delete."""
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)
