"""A set of boards as the JSON that is stored for a person, and back, without loss.

{"version": 1, "root": id, "boards": {id: board}, "images": {id: media}, "sounds": {id: media}, "files": {path: base64},
 "extra": text, "paths_extra": text}. A board holds the fields of `model.Board`; what is absent or empty is left out.
Extras stay text, because jsonb would reorder their keys and respell their numbers.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from api.domain.errors import Invalid
from api.domain.obf import actions, jsontext, paths, read_grid
from api.domain.obf.model import (
    NO_EXTRA,
    Board,
    BoardSet,
    Button,
    Grid,
    Layout,
    License,
    Link,
    Media,
    Symbol,
    Translation,
)
from api.domain.obf.report import Refusal

VERSION = 1
Stored = dict[str, Any]
T = TypeVar("T")
MODEL = (Board, BoardSet, Button, Grid, Layout, License, Link, Media, Symbol, Translation)
HINTS: dict[type, dict[str, Any]] = {kind: get_type_hints(kind) for kind in MODEL}
# Keys that an extra may not hold, because an export writes them beside it.
_WRITTEN: dict[type, frozenset[str]] = {
    **{kind: frozenset(hints) - {"extra"} for kind, hints in HINTS.items()},
    Board: frozenset(HINTS[Board]) - {"extra", "path"} | {"format"},
    Button: frozenset(HINTS[Button]) - {"extra", "layout"} | {"top", "left", "width", "height"},
    BoardSet: frozenset({"format", "root", "paths"}),
}
_WRITTEN_PATHS = frozenset({"boards", "images", "sounds"})


def to_native(board_set: BoardSet) -> Stored:
    """The set as JSON values that jsonb takes and gives back unchanged."""
    stored = _plain(board_set)
    return {"version": VERSION, "root": stored.pop("root_id"), **stored}


def from_native(stored: Mapping[str, Any]) -> BoardSet:
    """The set in stored JSON.

    Raises Invalid with the place of the first value that cannot be; input from outside is safe to pass.
    """
    version, root = stored.get("version"), stored.get("root")
    if version != VERSION:
        raise Invalid("version", f"has to be {VERSION}", kind="version")
    rest = {key: value for key, value in stored.items() if key not in ("version", "root", "root_id")}
    board_set = _built(BoardSet, {**rest, "root_id": root}, "")
    _check(board_set)
    return board_set


def to_native_board(board: Board) -> Stored:
    """One board of a set as JSON values, without its id and path."""
    plain: Stored = _plain(board)
    return {key: value for key, value in plain.items() if key not in ("id", "path")}


def from_native_board(stored: Mapping[str, Any], board_id: str, path: str | None = None) -> Board:
    """The board in stored JSON; pictures and sounds of any name are taken. Raises Invalid as `from_native` does."""
    board = _built(Board, {**stored, "id": board_id, "path": path}, "")
    _check_buttons(board)
    return board


def to_native_records(records: Mapping[str, Media]) -> Stored:
    """Pictures or sounds as JSON values, by id."""
    plain: Stored = _plain(records)
    return plain


def from_native_records(stored: Mapping[str, Any]) -> dict[str, Media]:
    """The pictures or sounds in stored JSON. Raises Invalid."""
    records: dict[str, Media] = _cast(Mapping[str, Media], stored, "records")
    return records


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        given = {field.name: (getattr(value, field.name), field) for field in fields(value)}
        return {name: _plain(item) for name, (item, field) in given.items() if item != _default(field)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _fields(kind: Any) -> "tuple[Field[Any], ...]":
    return fields(kind)


def _default(field: "Field[Any]") -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _built(kind: type[T], value: Any, where: str) -> T:
    if not isinstance(value, Mapping):
        raise Invalid(where or "boards", "has to be an object", kind="type")
    hints = HINTS[kind]
    for key in value:
        if key not in hints:
            raise Invalid(where or "boards", "holds a field that is not known", kind="unknown")
    given = {}
    for name, hint in hints.items():
        place = f"{where}.{name}" if where else name
        if name in value and name.endswith("extra"):
            given[name] = _extra(value[name], _WRITTEN_PATHS if name == "paths_extra" else _WRITTEN[kind], place)
        elif name in value:
            given[name] = _cast(hint, value[name], place)
    needed = [field.name for field in _fields(kind) if field.name not in given and _default(field) is MISSING]
    if needed:
        raise Invalid(f"{where}.{needed[0]}" if where else needed[0], "is missing", kind="missing")
    return kind(**given)


def _cast(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is UnionType:
        if value is None and NoneType in get_args(hint):
            return None
        (hint,) = (choice for choice in get_args(hint) if choice is not NoneType)
    origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise Invalid(where, "has to be a list", kind="type")
        return tuple(_cast(get_args(hint)[0], item, where) for item in value)
    if origin is Mapping:
        if not isinstance(value, Mapping):
            raise Invalid(where, "has to be an object", kind="type")
        return {_cast(str, key, where): _cast(get_args(hint)[1], item, where) for key, item in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return _built(hint, value, where)
    return _scalar(hint, value, where)


def _scalar(hint: type, value: Any, where: str) -> Any:
    if hint is bytes:
        return _bytes(value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        raise Invalid(where, f"has to be of type {hint.__name__}", kind="type")
    if isinstance(value, str) and not jsontext.is_storable(value):
        raise Invalid(where, "holds characters that are not text", kind="characters")
    return value


def _bytes(value: Any, where: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise Invalid(where, "has to be base64", kind="type") from None


def _extra(value: Any, written: frozenset[str], where: str) -> str:
    """The text of an object none of whose keys has a field of its own, in the spelling that an export writes."""
    try:
        parsed, _ = jsontext.parse(str(value).encode(errors="surrogatepass"), where)
    except Refusal:
        parsed = None
    if not isinstance(value, str) or not isinstance(parsed, dict):
        raise Invalid(where, "has to be the text of a JSON object", kind="type")
    if written & parsed.keys():
        raise Invalid(where, "holds a key that has a field of its own", kind="conflict")
    return jsontext.text_of(parsed) if parsed else NO_EXTRA


def _check(board_set: BoardSet) -> None:
    if board_set.root_id not in board_set.boards:
        raise Invalid("root", "names no board of the set", kind="reference")
    for kind, items in (("boards", board_set.boards), ("images", board_set.images), ("sounds", board_set.sounds)):
        if any(name != item.id for name, item in items.items()):
            raise Invalid(kind, "has an entry whose key is not its id", kind="reference")
    for path in board_set.files:
        if not paths.is_safe(path):
            raise Invalid("files", "has a path that is not safe", kind="path")
    for board in board_set.boards.values():
        _check_board(board, board_set.images, board_set.sounds)


def _check_board(board: Board, images: Mapping[str, Media], sounds: Mapping[str, Media]) -> None:
    _check_buttons(board)
    if not images.keys() >= set(board.images) or not sounds.keys() >= set(board.sounds):
        raise Invalid("boards.images", "names a picture or sound that the set does not have", kind="reference")


def _check_buttons(board: Board) -> None:
    _check_grid(board.grid, {button.id for button in board.buttons})
    if len({button.id for button in board.buttons}) != len(board.buttons):
        raise Invalid("boards.buttons", "has an id twice", kind="reference")
    for button in board.buttons:
        if not all(map(actions.is_action, (*button.actions, *([] if button.action is None else [button.action])))):
            raise Invalid("boards.buttons.action", "has to begin with + or :", kind="action")
        if button.layout is not None and not all(0 <= side <= 1 for side in asdict(button.layout).values()):
            raise Invalid("boards.buttons.layout", "has to lie between 0 and 1", kind="range")


def _check_grid(grid: Grid, buttons: set[str]) -> None:
    if max(grid.rows, grid.columns) > read_grid.MOST:
        raise Invalid("boards.grid", f"has more than {read_grid.MOST} rows or columns", kind="shape")
    if (grid.rows, {len(row) for row in grid.order}) != (len(grid.order), {grid.columns}):
        raise Invalid("boards.grid.order", "has to have as many rows and columns as the grid says", kind="shape")
    if not {cell for row in grid.order for cell in row if cell is not None} <= buttons:
        raise Invalid("boards.grid.order", "names a button that the board does not have", kind="reference")
