"""Import of .obf and .obz: a whole set or none, and a report either way; the same bytes give the same result."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from api.domain.obf import archive, links, manifest, merge
from api.domain.obf.archive import Limits
from api.domain.obf.manifest import NO_MANIFEST, Manifest
from api.domain.obf.model import Board, BoardSet
from api.domain.obf.read_board import Page, page
from api.domain.obf.read_media import NO_PACKAGE, Shelf
from api.domain.obf.report import Imported, Notes, Place, Refusal, shown

LONE_BOARD = "board"


def read(data: bytes, limits: Limits | None = None) -> Imported:
    """The boards in the bytes of an .obf or .obz, told apart by content; it never raises on what it is given."""
    limits = limits or Limits()
    notes = Notes()
    fingerprint = hashlib.sha256(data).hexdigest()
    try:
        board_set = _read(data, limits, notes)
    except Refusal as refusal:
        return Imported(None, notes.report(refusal), fingerprint)
    return Imported(board_set, notes.report(), fingerprint)


def _read(data: bytes, limits: Limits, notes: Notes) -> BoardSet:
    if not data:
        raise Refusal("empty", "The file is empty.")
    if len(data) > limits.package:
        raise Refusal("too-large", f"The file is larger than {limits.package >> 20} MB.")
    if archive.is_zip(data):
        files = archive.read(data, limits, notes)
        _refuse_many_values([content for path, content in files.items() if path.endswith((".obf", ".json"))], limits)
        return _package(_without_folder(files, notes), notes)
    if len(data) > limits.entry:
        raise Refusal("too-large", f"The board is larger than {limits.entry >> 20} MB.")
    _refuse_many_values([data], limits)
    lone = page(data, "The file", NO_PACKAGE, notes, fallback_id=LONE_BOARD)
    return _joined([lone], NO_MANIFEST, NO_PACKAGE, notes)


def _refuse_many_values(texts: list[bytes], limits: Limits) -> None:
    # Reading takes time by the value, not by the byte; base64 has no commas, so pictures do not count.
    if sum(text.count(b",") for text in texts) > limits.values:
        raise Refusal("too-many-values", f"The boards hold more than {limits.values} values.")


def _without_folder(files: dict[str, bytes], notes: Notes) -> dict[str, bytes]:
    """The files as seen from the folder that holds the manifest, where somebody packed the folder itself."""
    manifests = [path for path in files if path.endswith("/" + manifest.NAME)]
    if manifest.NAME in files or not manifests:
        return files
    folder = min(manifests, key=lambda path: (path.count("/"), path)).removesuffix(manifest.NAME)
    seen = {path.removeprefix(folder): content for path, content in files.items()}
    if len(seen) != len(files):
        return files
    notes.changed("package-in-folder", f"The package lies in the folder {shown(folder)}; it was read from there.")
    return seen


def _package(files: dict[str, bytes], notes: Notes) -> BoardSet:
    contents = manifest.read(files, notes)
    boards = {path for path in files if path.lower().endswith(".obf")}
    boards |= {manifest.NAME, contents.root or "", *contents.boards.values()}
    # A board is no picture, whatever the manifest says.
    others = {path: content for path, content in files.items() if path not in boards}
    shelf = Shelf(others, contents.media, is_package=True)
    pages = [*_listed_pages(contents, files, shelf, notes), *_other_pages(contents, files, shelf, notes)]
    if not pages:
        raise Refusal("no-boards", "The package holds no board.")
    manifest.report_unlisted(contents, files, {page.board.path or "" for page in pages}, notes)
    board_set = _joined(pages, contents, shelf, notes)
    used = {manifest.NAME, *links.by_path(board_set.boards)}
    return replace(board_set, files={path: content for path, content in files.items() if path not in used})


def _listed_pages(contents: Manifest, files: Mapping[str, bytes], shelf: Shelf, notes: Notes) -> list[Page]:
    pages: dict[str, Page] = {}
    for name, path in contents.boards.items():
        if path not in files:
            detail = f"The manifest's board {shown(name)} is not in the package at {shown(path)}."
            notes.missing("board-file-missing", detail, Place(name))
            continue
        if path not in pages:
            file = f"The board at {shown(path)}"
            pages[path] = page(files[path], file, shelf, notes, fallback_id=name, path=path)
        if pages[path].board.id != name:
            detail = f"The manifest calls this board {shown(name)}; its own id counts."
            notes.changed("board-id-differs", detail, Place(pages[path].board.id))
    return list(pages.values())


def _other_pages(contents: Manifest, files: Mapping[str, bytes], shelf: Shelf, notes: Notes) -> list[Page]:
    listed = {*contents.boards.values(), manifest.NAME}
    pages: list[Page] = []
    for path in files:
        if path in listed or not (path.lower().endswith(".obf") or path == contents.root):
            continue
        apart = Notes()
        stem = path.rpartition("/")[2].rpartition(".")[0] or LONE_BOARD
        try:
            pages.append(page(files[path], f"The file {shown(path)}", shelf, apart, fallback_id=stem, path=path))
        except Refusal as refusal:
            if contents is NO_MANIFEST or path == contents.root:
                raise
            notes.kept("file-not-a-board", f"{refusal.detail} It was kept as it is.")
        else:
            notes.extend(apart.report().findings)
    return pages


def _joined(pages: list[Page], contents: Manifest, shelf: Shelf, notes: Notes) -> BoardSet:
    pages = merge.unique_boards(pages, notes)
    images, pages = merge.share(pages, "image", shelf, notes)
    sounds, pages = merge.share(pages, "sound", shelf, notes)
    boards = {page.board.id: page.board for page in pages}
    paths = links.by_path(boards)
    aliases = {name: paths[path] for name, path in contents.boards.items() if path in paths}
    boards = merge.linked(boards, aliases, notes)
    for board in boards.values():
        merge.look_up(board, "image", images, shelf, notes)
        merge.look_up(board, "sound", sounds, shelf, notes)
    board_set = BoardSet(
        root_id=_root(boards, paths, contents, notes),
        boards=boards,
        images=images,
        sounds=sounds,
        extra=contents.extra,
        paths_extra=contents.paths_extra,
    )
    for name in links.unreachable(board_set):
        notes.kept("board-unreachable", "No button leads to this board from the first one; it was kept.", Place(name))
    return board_set


def _root(boards: Mapping[str, Board], paths: Mapping[str, str], contents: Manifest, notes: Notes) -> str:
    """The first board: the one that the manifest names, else the only one that leads to all and that none leads to."""
    if contents.root is not None and contents.root in paths:
        if contents.root not in contents.boards.values():
            notes.changed("root-unlisted", "The manifest's first board was not in its list of boards.")
        return paths[contents.root]
    if len(boards) == 1:
        if contents is not NO_MANIFEST:
            notes.changed("root-found", "The manifest names no first board that is there; the only one was taken.")
        return next(iter(boards))
    first = _unlinked(boards, paths)
    if len(first) != 1 or len(links.reachable(BoardSet(first[0], boards))) != len(boards):
        raise Refusal("root-missing", "The package does not say which of its boards is the first.")
    notes.changed("root-found", "The package does not say which board is the first; the one leading to all was taken.")
    return first[0]


def _unlinked(boards: Mapping[str, Board], paths: Mapping[str, str]) -> list[str]:
    """Boards that no other board leads to."""
    linked = {
        found
        for name, board in boards.items()
        for _, link in links.linking(board)
        if (found := links.target(link, boards, paths)) != name
    }
    return [name for name in boards if name not in linked]
