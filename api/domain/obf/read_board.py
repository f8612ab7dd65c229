"""Reads one .obf: a board with the records of its own pictures and sounds."""

import re
from dataclasses import dataclass, replace

from api.domain.obf import description, read_button, read_grid, read_media
from api.domain.obf.fields import Fields, identifier
from api.domain.obf.jsontext import Json, parse
from api.domain.obf.model import Board, Button, Media
from api.domain.obf.names import Names
from api.domain.obf.read_media import Kind, Shelf
from api.domain.obf.report import Notes, Place, Refusal, shown

FORMAT = "open-board-0.1"
UNDOCUMENTED = frozenset(
    {"background", "image_url", "default_locale", "label_locale", "vocalization_locale", "text_direction"}
    | {"protected_content_user_identifier", "image_credits", "translations", "dynamic"}
)
_VERSION = re.compile(r"open-board-(\d{1,4})\.(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Page:
    """A board as one file describes it, before its pictures and sounds join those of the other boards."""

    board: Board
    images: tuple[Media, ...]
    sounds: tuple[Media, ...]


def page(data: bytes, name: str, shelf: Shelf, notes: Notes, *, fallback_id: str, path: str | None = None) -> Page:
    """The board in the bytes of one file, called `name` in reasons.

    Raises Refusal: not-utf8, not-json, too-deep, not-a-board, other-format, grid-too-large.
    """
    raw, repeated = parse(data, name)
    if not isinstance(raw, dict):
        raise Refusal("not-a-board", f"{name} is JSON, and not a board.")
    if raw.get("format") is None and not ("buttons" in raw and "grid" in raw):
        raise Refusal("not-a-board", f"{name} is JSON, and not a board.")
    board_id = identifier(raw.get("id"))
    place = Place(fallback_id if board_id is None else board_id)
    fields = Fields(raw, notes, place, "The board")
    check_format(fields, name, notes)
    if repeated:
        listed = ", ".join(dict.fromkeys(shown(key) for key in repeated[:5]))
        notes.changed("key-repeated", f"The file says {listed} twice in one place; the last one counts.", place)
    return _page(fields, board_id, fallback_id, shelf, notes, path)


def check_format(fields: Fields, name: str, notes: Notes) -> None:
    """Take the format and remark on versions other than ours.

    Raises Refusal other-format when it is something else altogether.
    """
    written = fields.take("format")
    if written is None:
        notes.changed("format-missing", f"{name} does not name its format; it was read as {FORMAT}.", fields.place)
    elif not isinstance(written, str) or not written.startswith("open-board-"):
        raise Refusal("other-format", f"{name} is in another format than Open Board Format.")
    elif written != FORMAT:
        match = _VERSION.match(written)
        age = "older" if match and (int(match[1]), int(match[2])) < (0, 1) else "newer"
        notes.changed(f"format-{age}", f"{name} is in {shown(written)}; it was read as {FORMAT}.", fields.place)


def _page(fields: Fields, board_id: str | None, fallback_id: str, shelf: Shelf, notes: Notes, path: str | None) -> Page:
    if fields.identifier("id") is None:
        notes.changed("id-added", "The board has no id and was given one.", fields.place)
        board_id = fallback_id
    name = board_id if board_id is not None else fallback_id
    for wanted in ("buttons", "images", "sounds"):
        if not fields.has(wanted):
            notes.changed(
                f"{wanted}-missing", f"The board has no list of {wanted}; it was read as empty.", fields.place
            )
    buttons = _buttons(fields, name, notes)
    images = _media(fields, "image", shelf, notes)
    sounds = _media(fields, "sound", shelf, notes)
    grid = read_grid.grid(fields, [button.id for button in buttons], notes)
    placed = {cell for row in grid.order for cell in row}
    for button in buttons:
        if button.id not in placed:
            detail = "The button has no cell in the grid; it was kept and is not shown there."
            notes.kept("button-unplaced", detail, Place(name, button.id))
    if any(button.layout for button in buttons) and not all(button.layout for button in buttons):
        notes.kept("layout-partial", "Only some buttons have a place of their own; the grid is used.", fields.place)
    board = Board(
        id=name,
        grid=grid,
        locale=_locale(fields, notes),
        buttons=buttons,
        images=tuple(record.id for record in images),
        sounds=tuple(record.id for record in sounds),
        name=_name(fields, notes),
        description_html=_description(fields, notes),
        url=fields.text("url"),
        data_url=fields.text("data_url"),
        default_layout=fields.text("default_layout"),
        strings=_strings(fields),
        license=read_media.license_in(fields, notes, "the board"),
        extra=fields.remainder(UNDOCUMENTED),
        path=path,
    )
    if board.license is None:
        notes.kept("licence-missing", "The board names no licence; it counts as private.", fields.place)
    return Page(board, images, sounds)


def _buttons(fields: Fields, board: str, notes: Notes) -> tuple[Button, ...]:
    records = fields.records("buttons")
    names = Names(name for record in records if (name := identifier(record.get("id"))) is not None)
    used: set[str] = set()
    buttons: list[Button] = []
    for number, record in enumerate(records, 1):
        name = identifier(record.get("id"))
        if name is None:
            if record.get("id") is not None:
                record = {**record, "ext_alphawolf_original_id": record["id"]}
            name = names.fresh(f"button-{number}")
            notes.changed("id-added", "A button has no id and was given one.", Place(board, name))
        elif name in used:
            again = names.fresh(name)
            detail = f"Two buttons are called {shown(name)}; the later one became {shown(again)}."
            notes.changed("button-id-repeated", detail, Place(board, again))
            name = again
        used.add(name)
        buttons.append(read_button.button(record, name, board, notes))
    return tuple(buttons)


def _media(fields: Fields, kind: Kind, shelf: Shelf, notes: Notes) -> tuple[Media, ...]:
    records = fields.records(f"{kind}s")
    names = Names(name for record in records if (name := identifier(record.get("id"))) is not None)
    read: dict[str, Media] = {}
    for number, record in enumerate(records, 1):
        name = names.fresh(f"{kind}-{number}") if identifier(record.get("id")) is None else ""
        media = read_media.media(record, kind, name, shelf, notes, fields.place)
        if read.get(media.id, media) != media:
            again = names.fresh(media.id)
            detail = f"Two {kind}s are called {shown(media.id)}; the later one became {shown(again)}."
            notes.changed(f"{kind}-id-repeated", detail, fields.place)
            read[again] = replace(media, id=again)
        else:
            read[media.id] = media
    return tuple(read.values())


def _locale(fields: Fields, notes: Notes) -> str:
    locale = (fields.text("locale") or "").strip()
    if locale:
        return locale
    notes.changed("locale-missing", "The board names no language; it was taken for English.", fields.place)
    return "en"


def _name(fields: Fields, notes: Notes) -> str | None:
    name = fields.text("name")
    if not name:
        notes.kept("name-missing", "The board has no name.", fields.place)
    return name


def _description(fields: Fields, notes: Notes) -> str | None:
    html = fields.text("description_html")
    if html is not None:
        _, removed = description.shown(html)
        if removed:
            detail = f"The description holds {', '.join(removed)}; it is shown without, and kept as it is."
            notes.kept("description-unsafe", detail, fields.place)
    return html


def _strings(fields: Fields) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = {}
    odd: dict[str, Json] = {}
    for locale, texts in (fields.record("strings") or {}).items():
        if not isinstance(texts, dict):
            odd[locale] = texts
            continue
        words = {key: text for key, text in texts.items() if isinstance(text, str)}
        read[fields.key(locale)] = {fields.key(key): fields.key(text) for key, text in words.items()}
        if len(words) != len(texts):
            odd[locale] = {key: text for key, text in texts.items() if key not in words}
    if odd:
        fields.reject("strings", odd, "holds entries that are not text")
    return read
