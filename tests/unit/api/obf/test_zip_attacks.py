"""Packages made to do harm are refused, each with its own code, and cost little time and memory."""

import io
import stat
import struct
import tracemalloc
import unicodedata
import warnings
import zipfile
from collections.abc import Callable

import pytest

from api.domain.obf.archive import Limits
from api.domain.obf.importing import read
from tests.unit.api.obf.writing_files import manifest, obf, refused, zipped

SOUND: dict[str, bytes | str] = {"home.obf": obf()}


def entry(name: str, mode: int = 0, content: bytes = b"x", compression: int = zipfile.ZIP_STORED) -> bytes:
    """A package with one more entry of this name and file mode."""
    packed = io.BytesIO(zipped(dict(SOUND)))
    with zipfile.ZipFile(packed, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, content, compression)
    return packed.getvalue()


def with_name(name: bytes) -> bytes:
    """A package with an entry whose name is these very bytes."""
    return entry("N" * len(name)).replace(b"N" * len(name), name)


def bomb(size: int) -> bytes:
    return entry("bomb.png", content=bytes(size), compression=zipfile.ZIP_DEFLATED)


def lying(package: bytes, size: int) -> bytes:
    """The package with this as the declared size of its last entry."""
    at = package.rindex(b"PK\x01\x02")
    return package[: at + 24] + struct.pack("<I", size) + package[at + 28 :]


@pytest.mark.parametrize("name", ["/etc/passwd", "\\windows\\x", "C:\\x", "c:x.obf", "//server/share"])
def test_absolute_paths(name: str) -> None:
    assert refused(entry(name)) == "zip-absolute-path"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "a/..", "..", "..\\x", "a\\..\\x", "__MACOSX/../x"])
def test_paths_that_lead_outside(name: str) -> None:
    assert refused(entry(name)) == "zip-parent-path"


@pytest.mark.parametrize("name", [b"home.obf\x00.png", b"a\x1b[31m", b"a\nb", b"./"])
def test_unusable_names(name: bytes) -> None:
    assert refused(with_name(name)) == "zip-bad-name"


def test_links() -> None:
    assert refused(entry("link", stat.S_IFLNK | 0o777, b"/etc/passwd")) == "zip-link"
    assert refused(entry("__MACOSX/link", stat.S_IFLNK | 0o777, b"/etc/passwd")) == "zip-link"


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_devices_and_pipes(kind: int) -> None:
    assert refused(entry("thing", kind | 0o600)) == "zip-special-file"


@pytest.mark.parametrize(
    "name", ["home.obf", "./home.obf", ".//home.obf", unicodedata.normalize("NFC", "é.png")], ids=ascii
)
def test_two_files_of_one_name(name: str) -> None:
    decomposed = entry(unicodedata.normalize("NFD", "é.png"))
    packed = io.BytesIO(decomposed)
    with zipfile.ZipFile(packed, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr(name, b"again")
    assert refused(packed.getvalue()) == "zip-duplicate-name"


def test_a_bomb_of_zeros() -> None:
    assert refused(bomb(8 << 20)) == "zip-bomb"


def test_a_bomb_that_declares_a_small_size() -> None:
    assert refused(lying(bomb(8 << 20), 10)) == "zip-broken"


def test_a_bomb_that_declares_a_huge_size() -> None:
    assert refused(lying(entry("x"), 0xFFFFFFF0)) == "zip-broken"


def test_a_bomb_costs_no_more_memory_than_the_largest_file() -> None:
    packed = bomb(200 << 20)
    tracemalloc.start()
    assert refused(packed) == "zip-too-large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < Limits().entry + (8 << 20)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(package=100), "too-large"),
        (Limits(entries=1), "zip-too-many-entries"),
        (Limits(entry=1000), "zip-too-large"),
        (Limits(total=1500), "zip-too-large"),
        (Limits(values=5), "too-many-values"),
    ],
)
def test_limits_on_sizes_and_counts(limits: Limits, code: str) -> None:
    package = zipped({**SOUND, "a.bin": bytes(range(256)) * 4, "b.bin": bytes(range(256)) * 4})
    result = read(package, limits)
    assert result.board_set is None
    assert result.report.findings[-1].code == code


def test_a_single_board_has_a_limit_too() -> None:
    assert read(obf(), Limits(entry=100)).report.findings[-1].code == "too-large"
    assert read(obf(), Limits(values=5)).report.findings[-1].code == "too-many-values"


def test_a_hundred_thousand_entries_are_refused_before_they_are_listed() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}", b"")
    directory = packed.getvalue()[packed.getvalue().index(b"PK\x01\x02") :] * 5000
    assert refused(zipped(dict(SOUND)) + directory) == "zip-too-many-entries"


def encrypted() -> bytes:
    package = bytearray(entry("secret"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        package[package.rindex(mark) + offset] |= 1
    return bytes(package)


def overlapping() -> bytes:
    """A package whose second entry points at the first one's content."""
    package = bytearray(entry("home.obx", content=obf()))
    at = package.rindex(b"PK\x01\x02")
    package[at + 42 : at + 46] = struct.pack("<I", 0)
    return bytes(package)


@pytest.mark.parametrize(
    ("damaged", "code"),
    [
        (encrypted, "zip-encrypted"),
        (lambda: entry("x", compression=zipfile.ZIP_BZIP2), "zip-compression"),
        (lambda: entry("x", compression=zipfile.ZIP_LZMA), "zip-compression"),
        (overlapping, "zip-broken"),
        (lambda: entry("x")[:-10], "zip-broken"),
        (lambda: entry("x")[:50], "zip-broken"),
        (lambda: b"PK\x03\x04", "zip-broken"),
        (lambda: entry("x", content=b"CONTENT").replace(b"CONTENT", b"CHANGED"), "zip-broken"),
    ],
)
def test_damaged_and_closed_packages(damaged: Callable[[], bytes], code: str) -> None:
    assert refused(damaged()) == code


def test_an_empty_package_is_refused() -> None:
    assert refused(zipped({})) == "no-boards"


def test_a_package_inside_a_package_is_only_a_file() -> None:
    inner = zipped({"manifest.json": manifest(), "home.obf": obf()})
    result = read(zipped({**SOUND, "inner.obz": inner}))
    assert result.board_set is not None
    assert result.board_set.files == {"inner.obz": inner}
