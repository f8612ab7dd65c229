"""Turns one board, picture or sound into the JSON text of the format; extras go in as they were read."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from api.domain.obf.jsontext import Json, text_of
from api.domain.obf.model import NO_EXTRA, Board, Button, Grid, License, Link, Media, Symbol, Translation
from api.domain.obf.read_board import FORMAT

Members = Iterable[tuple[str, str | None]]


def text(value: Json) -> str | None:
    """The JSON text of a plain value, None for an absent one."""
    return None if value is None else text_of(value)


def record(members: Members, extra: str = NO_EXTRA) -> str:
    """An object of members that are JSON text already; absent ones are left out, and the extra's come last."""
    parts = [f"{text_of(key)}:{value}" for key, value in members if value is not None]
    if extra != NO_EXTRA:
        parts.append(extra[1:-1])
    return "{" + ",".join(parts) + "}"


def listed(items: Iterable[str]) -> str:
    """An array of items that are JSON text already."""
    return "[" + ",".join(items) + "]"


def mapping(items: Mapping[str, str]) -> str:
    """An object from names to JSON text, sorted by name."""
    return record(sorted(items.items()))


def board(value: Board, buttons: Iterable[str], images: Iterable[str], sounds: Iterable[str]) -> str:
    """A whole .obf; all that the format requires is there, empty lists too."""
    strings = {
        locale: mapping({key: text_of(word) for key, word in words.items()}) for locale, words in value.strings.items()
    }
    return record(
        [
            ("format", text(FORMAT)),
            ("id", text(value.id)),
            ("locale", text(value.locale)),
            ("name", text(value.name)),
            ("description_html", text(value.description_html)),
            ("url", text(value.url)),
            ("data_url", text(value.data_url)),
            ("default_layout", text(value.default_layout)),
            ("license", _license(value.license)),
            ("strings", mapping(strings) if strings else None),
            ("grid", _grid(value.grid)),
            ("buttons", listed(buttons)),
            ("images", listed(images)),
            ("sounds", listed(sounds)),
        ],
        value.extra,
    )


def _grid(value: Grid) -> str:
    order: list[Json] = [list(row) for row in value.order]
    members = [("rows", text(value.rows)), ("columns", text(value.columns)), ("order", text(order))]
    return record(members, value.extra)


def button(value: Button, load_board: Link | None) -> str:
    """One button, leading to `load_board`."""
    translations = {locale: _translation(words) for locale, words in value.translations.items()}
    sides = {} if value.layout is None else asdict(value.layout)
    return record(
        [
            ("id", text(value.id)),
            ("label", text(value.label)),
            ("vocalization", text(value.vocalization)),
            ("image_id", text(value.image_id)),
            ("sound_id", text(value.sound_id)),
            ("background_color", text(value.background_color)),
            ("border_color", text(value.border_color)),
            ("hidden", text(value.hidden)),
            ("action", text(value.action)),
            ("actions", text(list(value.actions)) if value.actions else None),
            ("load_board", _link(load_board)),
            ("top", text(sides.get("top"))),
            ("left", text(sides.get("left"))),
            ("width", text(sides.get("width"))),
            ("height", text(sides.get("height"))),
            ("url", text(value.url)),
            ("translations", mapping(translations) if translations else None),
        ],
        value.extra,
    )


def _translation(words: Translation) -> str:
    return record([("label", text(words.label)), ("vocalization", text(words.vocalization))], words.extra)


def _link(link: Link | None) -> str | None:
    if link is None:
        return None
    return record(
        [
            ("id", text(link.id)),
            ("name", text(link.name)),
            ("path", text(link.path)),
            ("url", text(link.url)),
            ("data_url", text(link.data_url)),
        ],
        link.extra,
    )


def media(value: Media) -> str:
    """One picture or sound."""
    return record(
        [
            ("id", text(value.id)),
            ("width", text(value.width)),
            ("height", text(value.height)),
            ("duration", text(value.duration)),
            ("content_type", text(value.content_type)),
            ("data", text(value.data)),
            ("path", text(value.path)),
            ("url", text(value.url)),
            ("data_url", text(value.data_url)),
            ("symbol", _symbol(value.symbol)),
            ("license", _license(value.license)),
        ],
        value.extra,
    )


def _symbol(symbol: Symbol | None) -> str | None:
    if symbol is None:
        return None
    return record([("set", text(symbol.set)), ("filename", text(symbol.filename))], symbol.extra)


def _license(terms: License | None) -> str | None:
    if terms is None:
        return None
    return record(
        [
            ("type", text(terms.type)),
            ("copyright_notice_url", text(terms.copyright_notice_url)),
            ("source_url", text(terms.source_url)),
            ("author_name", text(terms.author_name)),
            ("author_url", text(terms.author_url)),
            ("author_email", text(terms.author_email)),
        ],
        terms.extra,
    )
