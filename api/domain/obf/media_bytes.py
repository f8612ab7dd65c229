"""What the bytes of a picture or sound say about themselves; what a file declares about them is not believed."""

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_DATA_URI = re.compile(r"\s*data:([^,;]*)((?:;[^,;]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_SVG_ROOT = re.compile(rb"<svg(?=[\s>])[^>]*", re.IGNORECASE)
_HEAD = 4096
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

BY_SUFFIX = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "weba": "audio/webm",
}
ALIASES = {
    "image/svg": "image/svg+xml",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/vnd.microsoft.icon": "image/x-icon",
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-m4a": "audio/mp4",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """What the bytes are: a media type, and pixels for a picture where its header tells."""

    content_type: str
    width: int | None = None
    height: int | None = None


def content_of(uri: str) -> bytes | None:
    """The bytes in a data URI, None when it is not a sound one."""
    match = _DATA_URI.fullmatch(uri)
    if not match:
        return None
    _, options, body = match.groups()
    if ";base64" not in options.lower():
        return unquote_to_bytes(body)
    packed = _BLANK.sub("", body).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def declared_in(uri: str) -> str | None:
    """The media type that a data URI declares."""
    match = _DATA_URI.fullmatch(uri)
    return (match[1].strip().lower() or None) if match else None


def data_uri(content: bytes, content_type: str) -> str:
    """The bytes as a data URI."""
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def by_name(name: str) -> str | None:
    """The media type that a file name or URL suggests."""
    return BY_SUFFIX.get(name.split("?")[0].split("#")[0].rpartition(".")[2].lower())


def usual(content_type: str) -> str:
    """The usual name of a media type, without parameters: audio/mp3 is audio/mpeg."""
    plain = content_type.split(";")[0].strip().lower()
    return ALIASES.get(plain, plain)


def probe(content: bytes) -> Probe | None:
    """What the bytes are, None when no signature is known."""
    try:
        return _picture(content) or _sound(content)
    except (struct.error, IndexError, OverflowError):
        return None


def _picture(content: bytes) -> Probe | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Probe("image/png", *struct.unpack_from(">II", content, 16))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Probe("image/gif", *struct.unpack_from("<HH", content, 6))
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith(b"BM"):
        width, height = struct.unpack_from("<ii", content, 18)
        return Probe("image/bmp", abs(width), abs(height))
    if content.startswith(b"\x00\x00\x01\x00"):
        return Probe("image/x-icon", content[6] or 256, content[7] or 256)
    return _svg(content[:_HEAD])


def _jpeg(content: bytes) -> Probe:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        mark, length = struct.unpack_from(">BH", content, at + 1)
        if mark in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return Probe("image/jpeg", width, height)
        at += 2 + length
    return Probe("image/jpeg")


def _webp(content: bytes) -> Probe:
    kind = content[12:16]
    if kind == b"VP8X":
        low = struct.unpack_from("<HBHB", content, 24)
        return Probe("image/webp", 1 + low[0] + (low[1] << 16), 1 + low[2] + (low[3] << 16))
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return Probe("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack_from("<HH", content, 26)
    return Probe("image/webp", width & 0x3FFF, height & 0x3FFF)


def _svg(head: bytes) -> Probe | None:
    root = _SVG_ROOT.search(head)
    if not root or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    width, height = _length(root[0], b"width"), _length(root[0], b"height")
    if width is None or height is None:
        box = re.search(rb"""viewBox\s*=\s*["']([^"']*)""", root[0])
        numbers = box[1].replace(b",", b" ").split() if box else []
        if len(numbers) == 4:
            width, height = _whole(numbers[2]), _whole(numbers[3])
    return Probe("image/svg+xml", width or None, height or None)


def _length(tag: bytes, name: bytes) -> int | None:
    match = re.search(rb"\s" + name + rb"""\s*=\s*["']\s*([0-9.]+)(?:px)?\s*["']""", tag)
    return _whole(match[1]) if match else None


def _whole(number: bytes) -> int | None:
    match = re.fullmatch(rb"([0-9]{1,9})(?:\.[0-9]*)?", number)
    return int(match[1]) if match else None


def _sound(content: bytes) -> Probe | None:
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and len(content) > 1 and content[1] & 0xE6 == 0xE2):
        return Probe("audio/mpeg")
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return Probe("audio/wav")
    for signature, content_type in ((b"OggS", "audio/ogg"), (b"fLaC", "audio/flac"), (b"\x1aE\xdf\xa3", "audio/webm")):
        if content.startswith(signature):
            return Probe(content_type)
    return Probe("audio/mp4") if content[4:8] == b"ftyp" else None
