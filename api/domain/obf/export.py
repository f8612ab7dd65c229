"""Export to .obf and .obz: valid by the format, and the same bytes for the same set every time."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace

from api.domain.obf import links, manifest, media_bytes, writing
from api.domain.obf.jsontext import text_of
from api.domain.obf.model import Board, BoardSet, Link, Media
from api.domain.obf.names import Names
from api.domain.obf.paths import is_safe
from api.domain.obf.read_board import FORMAT

# The earliest time a zip archive can name; when a board was exported is nobody's business.
EPOCH = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644 << 16
_PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp3", ".ogg", ".m4a", ".aac", ".flac")
_LONGEST_STEM = 60


def to_obf(board_set: BoardSet, board_id: str) -> bytes:
    """One board as an .obf that stands alone: what the package keeps in files is inlined.

    Raises KeyError when the set has no such board.
    """
    board = board_set.boards[board_id]
    paths = links.by_path(board_set.boards)

    def led(link: Link | None) -> Link | None:
        found = links.target(link, board_set.boards, paths) if link else None
        return link if link is None or found is None else replace(link, id=found)

    return writing.board(
        board,
        [writing.button(button, led(button.load_board)) for button in board.buttons],
        [writing.media(_inlined(board_set.images[name], board_set.files, "image/png")) for name in board.images],
        [writing.media(_inlined(board_set.sounds[name], board_set.files, "audio/mpeg")) for name in board.sounds],
    ).encode()


def _inlined(media: Media, files: Mapping[str, bytes], usual_type: str) -> Media:
    content = files.get(media.path) if media.path is not None else None
    if content is None:
        return media
    if media.data is not None:
        return replace(media, path=None)
    found = media_bytes.probe(content)
    content_type = found.content_type if found else media.content_type or usual_type
    return replace(media, data=media_bytes.data_uri(content, content_type), path=None)


def to_obz(board_set: BoardSet) -> bytes:
    """The whole set as an .obz with a manifest.

    Raises ValueError when a file of the set has a path that is not safe in a package; no import makes such a set.
    """
    unsafe = [path for path in board_set.files if not is_safe(path) or path == manifest.NAME]
    if unsafe:
        raise ValueError(f"{len(unsafe)} files have paths that cannot stand in a package.")
    paths = _board_paths(board_set)
    contents = dict(board_set.files)
    found_by_path = links.by_path(board_set.boards)
    for name, board in board_set.boards.items():
        contents[paths[name]] = _packaged(board, board_set, paths, found_by_path).encode()
    contents[manifest.NAME] = _manifest(board_set, paths).encode()
    return _zipped(contents)


def _board_paths(board_set: BoardSet) -> dict[str, str]:
    """Each board's own path where it can stand, else a new one."""
    taken = {manifest.NAME, *board_set.files}
    paths: dict[str, str] = {}
    for board_id, board in sorted(board_set.boards.items()):
        if board.path is not None and board.path not in taken and is_safe(board.path):
            paths[board_id] = board.path
            taken.add(board.path)
    stems = Names(path.removesuffix(".obf") for path in taken)
    for board_id in sorted(board_set.boards.keys() - paths.keys()):
        paths[board_id] = stems.fresh(f"boards/{_stem(board_id)}") + ".obf"
    return paths


def _stem(name: str) -> str:
    safe = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_") else "_" for mark in name)
    return safe[:_LONGEST_STEM] or "_"


def _packaged(board: Board, board_set: BoardSet, paths: Mapping[str, str], found_by_path: Mapping[str, str]) -> str:
    def led(link: Link | None) -> Link | None:
        found = links.target(link, board_set.boards, found_by_path) if link else None
        return link if link is None or found is None else replace(link, path=paths[found])

    return writing.board(
        board,
        [writing.button(button, led(button.load_board)) for button in board.buttons],
        [writing.media(board_set.images[name]) for name in board.images],
        [writing.media(board_set.sounds[name]) for name in board.sounds],
    )


def _manifest(board_set: BoardSet, paths: Mapping[str, str]) -> str:
    def held(records: Mapping[str, Media]) -> str:
        return writing.mapping(
            {
                name: text_of(media.path)
                for name, media in records.items()
                if media.path is not None and media.path in board_set.files
            }
        )

    listed = writing.record(
        [
            ("boards", writing.mapping({name: text_of(path) for name, path in paths.items()})),
            ("images", held(board_set.images)),
            ("sounds", held(board_set.sounds)),
        ],
        board_set.paths_extra,
    )
    members = [
        ("format", text_of(FORMAT)),
        ("root", text_of(paths[board_set.root_id])),
        ("paths", listed),
    ]
    return writing.record(members, board_set.extra)


def _zipped(contents: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.create_system = 3  # not the system that runs this
            entry.external_attr = _FILE_MODE
            is_packed = path.lower().endswith(_PACKED_ALREADY)
            entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, contents[path])
    return packed.getvalue()
