"""Files that every browser gets alike: read once, kept in each content coding, known by the tag of their content."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import brotli
from starlette.requests import Request
from starlette.responses import Response

from api.domain.content_coding import preferred
from api.routes.symbols import matches

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
# Kept by browsers, and asked for again by its tag: pages and modules of two versions must never meet.
CACHE = "public, no-cache"
BROTLI_QUALITY = 5  # 11 takes seconds for a large script, and saves a tenth


@dataclass(frozen=True, slots=True)
class File:
    """A file in every content coding, with the tag of its content."""

    media_type: str
    bodies: Mapping[str, bytes]
    etag: str


def file_of(name: str, body: bytes) -> File:
    """Return a file that can be answered with. Raises KeyError for a name that ends like none of MEDIA_TYPES."""
    return File(
        MEDIA_TYPES[f".{name.rpartition('.')[2]}"],
        {"identity": body, "br": brotli.compress(body, quality=BROTLI_QUALITY), "gzip": gzip.compress(body, mtime=0)},
        f'"{hashlib.sha256(body).hexdigest()[:32]}"',
    )


def files_of(entries: Iterable[Traversable]) -> Mapping[str, File]:
    """Return files by name."""
    return {entry.name: file_of(entry.name, entry.read_bytes()) for entry in entries if entry.is_file()}


def answer(request: Request, file: File, headers: Mapping[str, str]) -> Response:
    """Answer with a file in the coding that is liked best, or with 304 to whoever has it already."""
    told = {**headers, "cache-control": CACHE, "etag": file.etag, "vary": "Accept-Encoding"}
    if matches(request.headers.get("if-none-match"), file.etag):
        return Response(status_code=304, headers=told)
    coding = preferred(request.headers.get("accept-encoding"), tuple(file.bodies))
    if coding != "identity":
        told["content-encoding"] = coding
    return Response(file.bodies[coding], headers={**told, "content-type": file.media_type})
