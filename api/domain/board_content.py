"""A board as it is stored and sent: the fields of Open Board Format's board, our symbols, and links to our boards.

A button's `symbol` is an id of the vocabulary; its `load_board.board` is the id of another board of the person. In a
file the first is an `ext_` key of ours, and the second the id and path that the other board has there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from api.domain.errors import Invalid
from api.domain.licences import is_allowed
from api.domain.obf import jsontext, links, native
from api.domain.obf.model import NO_EXTRA, Board, Button, Link

SYMBOL = "ext_alphawolf_symbol"
Content = dict[str, Any]

# What a client of `/user/{id}/symbols` can send back; anything more would be lost by it.
PLAIN_BOARD = frozenset({"name", "locale", "grid", "buttons"})
PLAIN_GRID = frozenset({"rows", "columns", "order"})
PLAIN_BUTTON = frozenset({"id", "label", "symbol", "vocalization", "background_color", "hidden"})


@dataclass(frozen=True, slots=True)
class Exported:
    """What a board of ours is called in a file, and where it lies in a package."""

    id: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Exports:
    """The boards of one file: what each is called, by our ids."""

    names: Mapping[str, Exported]
    ids: frozenset[str] = field(init=False)
    by_path: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Turn the names round once, for the links of every board."""
        named = self.names.values()
        object.__setattr__(self, "ids", frozenset(name.id for name in named))
        object.__setattr__(self, "by_path", {name.path: name.id for name in named if name.path is not None})


@dataclass(frozen=True, slots=True)
class KnownMedia:
    """Ids of the pictures and sounds that a board may list."""

    images: Collection[str] = ()
    sounds: Collection[str] = ()


def check_content(
    content: Mapping[str, Any], licences: Mapping[str, str], media: KnownMedia, *, commercial: bool
) -> None:
    """Do nothing if the board holds together and may be used.

    Every cell names a button (one button may fill several), every symbol is known and may be used, and every picture
    or sound that the board lists is known. Links may lead to boards that are still to come. `licences` holds those of
    the vocabulary by symbol. Raises Invalid with the place.
    """
    for index, button in enumerate(content["buttons"]):
        symbol, where = button.get("symbol"), f"buttons[{index}].symbol"
        if symbol is None:
            continue
        if symbol not in licences:
            raise Invalid(where, "is not in the vocabulary", kind="unknown-symbol")
        if not is_allowed(licences[symbol], commercial=commercial):
            raise Invalid(where, "may not be used by a commercial organisation", kind="licence-non-commercial")
    try:
        board = native.from_native_board(_without_ours(content), "")
    except Invalid as error:
        raise Invalid(error.where.removeprefix("boards."), error.what) from None
    for kind, listed, known in (("images", board.images, media.images), ("sounds", board.sounds, media.sounds)):
        if not set(listed) <= set(known):
            raise Invalid(kind, "names what did not come with this board's package", kind="unknown-media")


def is_plain(content: Mapping[str, Any]) -> bool:
    """Whether a board holds nothing beyond what the short form of a board can say."""
    return (
        content.keys() <= PLAIN_BOARD
        and content["grid"].keys() <= PLAIN_GRID
        and all(button.keys() <= PLAIN_BUTTON for button in content["buttons"])
    )


def from_obf(board: Board, ids: Mapping[str, UUID], paths: Mapping[str, str], known: Collection[str]) -> Content:
    """The content of a board that came in a file.

    `ids` holds our id of each board of the file by the id that it has there, `paths` those ids by path, and `known` the
    symbols of the vocabulary.
    """
    content = native.to_native_board(board)
    content["buttons"] = [
        _marked(plain, button, ids, paths, known)
        for plain, button in zip(content.get("buttons", []), board.buttons, strict=True)
    ]
    return {"locale": board.locale, **content}


def _marked(
    plain: Content, button: Button, ids: Mapping[str, UUID], paths: Mapping[str, str], known: Collection[str]
) -> Content:
    if button.load_board is not None and (found := links.target(button.load_board, ids, paths)) is not None:
        plain["load_board"]["board"] = str(ids[found])
    extra = _parsed(button.extra)
    symbol = extra.get(SYMBOL)
    if isinstance(symbol, str) and symbol in known:
        plain["symbol"] = extra.pop(SYMBOL)
        plain.pop("extra")
        if extra:
            plain["extra"] = jsontext.text_of(extra)
    return plain


def to_obf(content: Mapping[str, Any], ours: str, exports: Exports) -> Board:
    """The board with our id `ours`, as it is in the file of these boards."""
    name = exports.names[ours]
    board = native.from_native_board(_without_ours(content), name.id, name.path)
    leads = [(button.get("load_board") or {}).get("board") for button in content["buttons"]]
    symbols = [button.get("symbol") for button in content["buttons"]]
    return replace(
        board,
        buttons=tuple(
            replace(button, load_board=_led(button.load_board, lead, exports), extra=_named(button, symbol))
            for button, lead, symbol in zip(board.buttons, leads, symbols, strict=True)
        ),
    )


def _led(link: Link | None, lead: str | None, exports: Exports) -> Link | None:
    """The link to the board with our id `lead`: as it came where that still leads there."""
    if link is None or lead is None:
        return link
    there = exports.names.get(lead)
    if there is None:
        return link if link.path or link.id is not None or link.url or link.data_url else replace(link, id=lead)
    if links.target(link, exports.ids, exports.by_path) == there.id:
        return link
    return replace(link, id=there.id, path=there.path)


def _named(button: Button, symbol: str | None) -> str:
    return button.extra if symbol is None else jsontext.text_of({**_parsed(button.extra), SYMBOL: symbol})


def _without_ours(content: Mapping[str, Any]) -> Content:
    return {**content, "buttons": [_button_without_ours(button) for button in content["buttons"]]}


def _button_without_ours(button: Mapping[str, Any]) -> Content:
    plain = {key: value for key, value in button.items() if key != "symbol"}
    if plain.get("load_board") is not None:
        plain["load_board"] = {key: value for key, value in plain["load_board"].items() if key != "board"}
    return plain


def _parsed(extra: str) -> dict[str, Any]:
    if extra == NO_EXTRA:
        return {}
    parsed, _ = jsontext.parse(extra.encode(), "extra")
    return parsed if isinstance(parsed, dict) else {}
