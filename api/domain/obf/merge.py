"""Joins pages into one set: ids that must be unique in a package become so, and what is referred to is looked up."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from api.domain.obf import links, read_media
from api.domain.obf.model import Board, Button, Link, Media
from api.domain.obf.names import Names
from api.domain.obf.read_board import Page
from api.domain.obf.read_media import Kind, Shelf
from api.domain.obf.report import Notes, Place, shown


def unique_boards(pages: Iterable[Page], notes: Notes) -> list[Page]:
    """The pages with no board id twice."""
    kept: list[Page] = []
    pages = list(pages)
    names, used = Names(page.board.id for page in pages), set[str]()
    for page in pages:
        board = page.board
        if board.id in used:
            again = names.fresh(board.id)
            detail = f"Two boards are called {shown(board.id)}; this one became {shown(again)}."
            notes.changed("board-id-repeated", detail, Place(again))
            page = replace(page, board=replace(board, id=again))
        used.add(page.board.id)
        kept.append(page)
    return kept


def share(pages: list[Page], kind: Kind, shelf: Shelf, notes: Notes) -> tuple[dict[str, Media], list[Page]]:
    """All records of one kind by id, and the pages listing them; an id with two meanings gets a second name."""
    names = Names(
        [name for page in pages for name in (*_listed(page.board, kind), *_referred(page.board, kind))]
        + list(shelf.listed[kind])
    )
    records: dict[str, Media] = {}
    shared: list[Page] = []
    for page in pages:
        renamed: dict[str, str] = {}
        for media in page.images if kind == "image" else page.sounds:
            if records.get(media.id, media) != media:
                again = names.fresh(media.id)
                renamed[media.id] = again
                detail = f"The {kind} {shown(media.id)} is another one on another board; here it became {shown(again)}."
                notes.changed(f"{kind}-id-repeated", detail, Place(page.board.id))
                media = replace(media, id=again)
            records[media.id] = media
        shared.append(replace(page, board=_renamed(page.board, kind, renamed)) if renamed else page)
    return records, _with_listed(records, shared, kind, shelf, notes)


def _with_listed(records: dict[str, Media], pages: list[Page], kind: Kind, shelf: Shelf, notes: Notes) -> list[Page]:
    added = [name for name, path in shelf.listed[kind].items() if name not in records and path in shelf.files]
    for name in added:
        records[name] = read_media.media(
            {"id": name, "path": shelf.listed[kind][name]}, kind, "", shelf, notes, Place()
        )
    fresh = set(added)
    return [replace(page, board=_listing(page.board, kind, fresh, notes)) for page in pages] if added else pages


def _listing(board: Board, kind: Kind, added: set[str], notes: Notes) -> Board:
    found = [name for name in dict.fromkeys(_referred(board, kind)) if name in added]
    for name in found:
        detail = f"The {kind} {shown(name)} was taken from the manifest, as the board does not list it."
        notes.changed(f"{kind}-from-manifest", detail, Place(board.id))
    return _with_ids(board, kind, (*_listed(board, kind), *found)) if found else board


def _listed(board: Board, kind: Kind) -> tuple[str, ...]:
    return board.images if kind == "image" else board.sounds


def _with_ids(board: Board, kind: Kind, names: tuple[str, ...]) -> Board:
    return replace(board, images=names) if kind == "image" else replace(board, sounds=names)


def _reference(button: Button, kind: Kind) -> str | None:
    return button.image_id if kind == "image" else button.sound_id


def _referred(board: Board, kind: Kind) -> list[str]:
    return [name for button in board.buttons if (name := _reference(button, kind)) is not None]


def _renamed(board: Board, kind: Kind, names: Mapping[str, str]) -> Board:
    def again(button: Button) -> Button:
        name = names.get(_reference(button, kind) or "") if _reference(button, kind) is not None else None
        if name is None:
            return button
        return replace(button, image_id=name) if kind == "image" else replace(button, sound_id=name)

    board = replace(board, buttons=tuple(map(again, board.buttons)))
    return _with_ids(board, kind, tuple(names.get(name, name) for name in _listed(board, kind)))


def look_up(board: Board, kind: Kind, records: Mapping[str, Media], shelf: Shelf, notes: Notes) -> None:
    """Remark on every picture or sound that a button refers to and the file does not hold."""
    listed, told = set(_listed(board, kind)), set[str]()
    for button in board.buttons:
        name = _reference(button, kind)
        if name is None:
            continue
        place = Place(board.id, button.id)
        if name not in listed:
            detail = f"The {kind} {shown(name)} is not in the file; the button was kept without it."
            notes.missing(f"{kind}-unknown", detail, place)
        elif name not in told:
            told.add(name)
            _look_at(records[name], kind, shelf, notes, place)
    for name in _listed(board, kind):
        if name not in told:
            notes.kept(f"{kind}-unused", f"No button uses the {kind} {shown(name)}; it was kept.", Place(board.id))


def _look_at(media: Media, kind: Kind, shelf: Shelf, notes: Notes, place: Place) -> None:
    what = f"The {kind} {shown(media.id)}"
    if read_media.content_of(media, shelf.files) is not None:
        return
    if media.url is not None:
        notes.missing(f"{kind}-remote", f"{what} is on another server; its address was kept and not called.", place)
    elif media.symbol is not None:
        owner = shown(media.symbol.set or "")
        notes.missing(f"{kind}-symbol", f"{what} belongs to the symbol set {owner}, which has to be at hand.", place)
    elif media.path is None:
        notes.missing(f"{kind}-empty", f"{what} has neither content nor an address.", place)


def linked(boards: Mapping[str, Board], aliases: Mapping[str, str], notes: Notes) -> dict[str, Board]:
    """The boards with each link to another one saying where that is; links that lead nowhere are kept and reported."""
    paths = links.by_path(boards)

    def led(board: Board, button: Button) -> Button:
        if button.load_board is None:
            return button
        link = _resolved(button.load_board, boards, paths, aliases, notes, Place(board.id, button.id))
        return button if link is button.load_board else replace(button, load_board=link)

    return {
        name: replace(board, buttons=tuple(led(board, button) for button in board.buttons))
        for name, board in boards.items()
    }


def _resolved(
    link: Link,
    boards: Mapping[str, Board],
    paths: Mapping[str, str],
    aliases: Mapping[str, str],
    notes: Notes,
    place: Place,
) -> Link:
    found = links.target(link, boards, paths)
    if found is None and link.id is not None and link.id in aliases:
        found = aliases[link.id]
        link = replace(link, id=found)
        notes.changed("link-id-corrected", f"The link now names the board's own id, {shown(found)}.", place)
    if found is None:
        _report_broken(link, notes, place)
        return link
    path = boards[found].path
    if path is not None and (link.path is None or paths.get(link.path) != found):
        if link.path is None or link.path not in paths:
            notes.changed("link-path-corrected", f"The link now names the board's file, {shown(path)}.", place)
        return replace(link, path=path)
    return link


def _report_broken(link: Link, notes: Notes, place: Place) -> None:
    elsewhere = link.url is not None or link.data_url is not None
    if link.path is not None or link.id is not None:
        name = shown(link.path if link.path is not None else link.id or "")
        also = "; its address elsewhere was kept too" if elsewhere else ""
        notes.missing("link-broken", f"The button leads to {name}, which is not in the file; it was kept{also}.", place)
    elif elsewhere:
        notes.kept("link-remote", "The button leads to a board elsewhere; the address was kept and not called.", place)
    else:
        notes.missing("link-empty", "The button is a link that leads nowhere; it was kept.", place)
