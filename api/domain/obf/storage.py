"""A set taken apart for storage: boards, records without their bytes, and the bytes, each once under their hash."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from api.domain.obf.compose import Part
from api.domain.obf.model import Board, BoardSet, Media
from api.domain.obf.native import from_native_records, to_native_records

Package = dict[str, Any]


def taken_apart(board_set: BoardSet) -> tuple[Package, dict[str, bytes]]:
    """The set's package without its boards, as JSON values, and contents by SHA-256 in hexadecimal.

    A record's data URI is kept to the character, as content of its own; `data` then holds the content's name.
    """
    contents: dict[str, bytes] = {}

    def kept(content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        contents[name] = content
        return name

    def without_data(records: Mapping[str, Media]) -> dict[str, Any]:
        return to_native_records(
            {
                name: media if media.data is None else replace(media, data=kept(media.data.encode()))
                for name, media in records.items()
            }
        )

    package = {
        "images": without_data(board_set.images),
        "sounds": without_data(board_set.sounds),
        "files": {path: kept(content) for path, content in board_set.files.items()},
        "extra": board_set.extra,
        "paths_extra": board_set.paths_extra,
    }
    return package, contents


def contents_of(package: Package) -> set[str]:
    """The names of all contents of a package."""
    records = [*package["images"].values(), *package["sounds"].values()]
    return {*package["files"].values(), *(record["data"] for record in records if "data" in record)}


def listed_by(boards: Iterable[Board], package: Package) -> Package:
    """The package with only those pictures, sounds and files that the boards list."""
    boards = list(boards)
    images = {name: package["images"][name] for board in boards for name in board.images if name in package["images"]}
    sounds = {name: package["sounds"][name] for board in boards for name in board.sounds if name in package["sounds"]}
    paths = {record.get("path") for record in (*images.values(), *sounds.values())}
    files = {path: name for path, name in package["files"].items() if path in paths}
    return {**package, "images": images, "sounds": sounds, "files": files}


def record_with_content(record: Mapping[str, Any], contents: Mapping[str, bytes]) -> Media:
    """One stored record with its data URI."""
    (media,) = from_native_records({"": record}).values()
    return media if media.data is None else replace(media, data=contents[media.data].decode())


def put_together(boards: Iterable[Board], package: Package, contents: Mapping[str, bytes]) -> Part:
    """Boards with the package that they came in."""
    return Part(
        boards=tuple(boards),
        images={name: record_with_content(record, contents) for name, record in package["images"].items()},
        sounds={name: record_with_content(record, contents) for name, record in package["sounds"].items()},
        files={path: contents[name] for path, name in package["files"].items()},
        extra=package["extra"],
        paths_extra=package["paths_extra"],
    )
