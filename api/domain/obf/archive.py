"""The files of a zip archive in memory, or a refusal; sizes are counted while inflating, never believed."""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from api.domain.obf import paths
from api.domain.obf.report import Notes, Refusal, shown

CHUNK = 1 << 16
UTF8_NAME = 0x800
CENTRAL_RECORD = b"PK\x01\x02"
# Below this size a high ratio is harmless: a board of empty cells compresses a hundredfold.
RATIO_MATTERS_FROM = 1 << 20
IGNORED_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an import takes; sizes in bytes, `values` is about how many values its JSON holds."""

    package: int = 64 << 20
    entries: int = 10_000
    entry: int = 32 << 20
    total: int = 256 << 20
    ratio: int = 200
    values: int = 600_000


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin like a zip archive."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read(data: bytes, limits: Limits, notes: Notes) -> dict[str, bytes]:
    """Content by safely spelled path, sorted; what operating systems leave in archives is left out.

    Raises Refusal with a code that begins with `zip-`.
    """
    # Every entry costs memory before its count is known to zipfile, so the directory records are counted first.
    if data.count(CENTRAL_RECORD) > limits.entries:
        raise Refusal("zip-too-many-entries", f"The package holds more than {limits.entries} files.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _contents(archive, limits, notes)
    except BROKEN:
        raise Refusal("zip-broken", "The package is damaged: it cannot be unpacked.") from None


def _contents(archive: zipfile.ZipFile, limits: Limits, notes: Notes) -> dict[str, bytes]:
    wanted: dict[str, zipfile.ZipInfo] = {}
    ignored = 0
    for entry in archive.infolist():
        _refuse_kind(entry)
        name = paths.safe(_name(entry))
        if entry.is_dir():
            continue
        if _is_litter(name):
            ignored += 1
            continue
        if name in wanted:
            raise Refusal("zip-duplicate-name", f"The package holds two files named {shown(name)}.")
        wanted[name] = entry
    if ignored:
        notes.changed("files-ignored", f"{ignored} files that an operating system added were left out.")
    left = limits.total
    contents: dict[str, bytes] = {}
    for name in sorted(wanted):
        contents[name] = _inflate(archive, wanted[name], min(limits.entry, left), limits.ratio)
        left -= len(contents[name])
    return contents


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & UTF8_NAME:
        return entry.orig_filename
    try:  # macOS writes UTF-8 names without saying so
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


def _refuse_kind(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    name = shown(entry.orig_filename)
    if kind == stat.S_IFLNK:
        raise Refusal("zip-link", f"The package holds a link, {name}, where files are expected.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refusal("zip-special-file", f"The package holds something that is not a file, {name}.")
    if entry.flag_bits & 0x1:
        raise Refusal("zip-encrypted", "The package is protected by a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refusal("zip-compression", f"The package packs {name} in a way that is not supported.")


def _is_litter(name: str) -> bool:
    steps = name.split("/")
    return "__MACOSX" in steps or steps[-1].startswith("._") or steps[-1] in IGNORED_NAMES


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, ratio: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > most:
                raise Refusal("zip-too-large", "The package is too large when unpacked.")
            if size > RATIO_MATTERS_FROM and size > ratio * max(entry.compress_size, 1):
                raise Refusal("zip-bomb", f"{shown(entry.filename)} swells too much when unpacked.")
            pieces.append(piece)
    if size != entry.file_size:
        raise Refusal("zip-broken", f"{shown(entry.filename)} is not as long as the package says.")
    return b"".join(pieces)
