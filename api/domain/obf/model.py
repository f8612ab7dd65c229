"""A set of linked symbol boards, as Open Board Format describes it.

Every `extra` is the text of one JSON object that holds what the format does not define (`ext_` and unknown keys), kept
to the character. Strings hold neither NUL nor lone surrogates, so that all of it fits into jsonb.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_EXTRA = "{}"


@dataclass(frozen=True, slots=True)
class License:
    """Who made a thing and what may be done with it."""

    type: str | None = None
    copyright_notice_url: str | None = None
    source_url: str | None = None
    author_name: str | None = None
    author_url: str | None = None
    author_email: str | None = None
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Symbol:
    """A picture named in a symbol set that the reader has to own."""

    set: str | None = None
    filename: str | None = None
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a sound; of its sources the first counts: data, path, url, symbol.

    `data` is a data URI as written, `path` a key of `BoardSet.files`; width and height are pixels, duration is seconds.
    """

    id: str
    data: str | None = None
    path: str | None = None
    url: str | None = None
    data_url: str | None = None
    symbol: Symbol | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    license: License | None = None
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Link:
    """Where a button leads: a board in the package by path or id, or one elsewhere that is never fetched."""

    id: str | None = None
    name: str | None = None
    path: str | None = None
    url: str | None = None
    data_url: str | None = None
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Layout:
    """An absolute place on the board; all four are parts of the whole, 0 to 1."""

    top: float
    left: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A button's words in one more language."""

    label: str | None = None
    vocalization: str | None = None
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Button:
    """One cell's symbol; its colours are as written, and its image and sound may be unknown to the board."""

    id: str
    label: str | None = None
    vocalization: str | None = None
    image_id: str | None = None
    sound_id: str | None = None
    background_color: str | None = None
    border_color: str | None = None
    hidden: bool | None = None
    action: str | None = None
    actions: tuple[str, ...] = ()
    load_board: Link | None = None
    layout: Layout | None = None
    url: str | None = None
    translations: Mapping[str, Translation] = field(default_factory=dict)
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Grid:
    """Button ids in rows of columns; None is an empty cell, and one id may fill several cells."""

    rows: int
    columns: int
    order: tuple[tuple[str | None, ...], ...]
    extra: str = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Board:
    """One board; `images` and `sounds` are the ids it lists, in order, whether a button uses them or not."""

    id: str
    grid: Grid
    locale: str = "en"
    buttons: tuple[Button, ...] = ()
    images: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    name: str | None = None
    description_html: str | None = None
    url: str | None = None
    data_url: str | None = None
    default_layout: str | None = None
    strings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    license: License | None = None
    extra: str = NO_EXTRA
    # Where a package keeps the board says nothing about the board, so it does not count in comparisons.
    path: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BoardSet:
    """Boards by id, the pictures and sounds they share by id, and the files of the package by path.

    `extra` belongs to the manifest and `paths_extra` to its `paths`.
    """

    root_id: str
    boards: Mapping[str, Board]
    images: Mapping[str, Media] = field(default_factory=dict)
    sounds: Mapping[str, Media] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    extra: str = NO_EXTRA
    paths_extra: str = NO_EXTRA
