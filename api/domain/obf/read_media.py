"""Reads picture, sound and licence records and checks them against their bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from api.domain.obf import media_bytes, svg
from api.domain.obf.fields import Fields
from api.domain.obf.jsontext import Json
from api.domain.obf.model import License, Media, Symbol
from api.domain.obf.paths import spelled
from api.domain.obf.report import Notes, Place, shown

Kind = Literal["image", "sound"]
UNDOCUMENTED = frozenset({"protected", "protected_source", "protected_source_id", "suggestion", "fallback"})
LICENSE_UNDOCUMENTED = frozenset({"uneditable", "copyright_notice_link", "source_link", "author_link"})
MOST_PIXELS = 50_000_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a record's path is looked up: the package's files, and the manifest's paths by kind and id."""

    files: Mapping[str, bytes]
    listed: Mapping[Kind, Mapping[str, str]]
    is_package: bool

    def find(self, path: str) -> str | None:
        """The spelling under which the package holds the path."""
        name = spelled(path)
        return name if name in self.files else None


NO_PACKAGE = Shelf({}, {"image": {}, "sound": {}}, is_package=False)


def license_in(fields: Fields, notes: Notes, what: str) -> License | None:
    """The licence of a board, picture or sound; the reference library's older key names are read as well."""
    raw = fields.record("license")
    if raw is None:
        return None
    terms = Fields(raw, notes, fields.place, f"The licence of {what}")

    def url(name: str) -> str | None:
        newer = terms.text(f"{name}_url")
        return terms.text(f"{name}_link") if newer is None else newer

    return License(
        type=terms.text("type"),
        copyright_notice_url=url("copyright_notice"),
        source_url=url("source"),
        author_name=terms.text("author_name"),
        author_url=url("author"),
        author_email=terms.text("author_email"),
        extra=terms.remainder(LICENSE_UNDOCUMENTED),
    )


def media(raw: dict[str, Json], kind: Kind, fallback_id: str, shelf: Shelf, notes: Notes, place: Place) -> Media:
    """One record; `fallback_id` names it when it has no id."""
    given = raw.get("id")
    what = f"The {kind} {shown(str(given))}" if isinstance(given, str | int | float) else f"An {kind} without id"
    fields = Fields(raw, notes, place, what)
    name = fields.identifier("id")
    if name is None:
        notes.changed("id-added", f"A {kind} has no id and was given one.", place)
        name = fallback_id
    data = _data(fields, what, notes)
    record = Media(
        id=name,
        data=data,
        path=_path(fields, shelf, None if data else shelf.listed[kind].get(name)),
        url=fields.text("url"),
        data_url=fields.text("data_url"),
        symbol=_symbol(fields, notes, what),
        content_type=fields.text("content_type"),
        width=fields.size("width"),
        height=fields.size("height"),
        duration=fields.amount("duration"),
        license=license_in(fields, notes, what),
    )
    if record.path and record.path not in shelf.files:
        why = "is not in the package" if shelf.is_package else "would be in a package, and this is a single board"
        notes.missing(f"{kind}-file-missing", f"{what}: its file {shown(record.path)} {why}.", place)
    content = content_of(record, shelf.files)
    record = _described(record, kind, content, fields, notes, what)
    return replace(record, extra=fields.remainder(UNDOCUMENTED))


def content_of(record: Media, files: Mapping[str, bytes]) -> bytes | None:
    """The bytes from the first source that has any: data, then path; None when they are elsewhere."""
    content = media_bytes.content_of(record.data) if record.data else None
    if content is None and record.path is not None:
        content = files.get(record.path)
    return content


def _data(fields: Fields, what: str, notes: Notes) -> str | None:
    uri = fields.text("data")
    if uri is not None and not media_bytes.content_of(uri):
        fields.aside("data", uri)
        notes.changed("data-broken", f"{what}: its inline data cannot be decoded; it was kept aside.", fields.place)
        return None
    return uri


def _path(fields: Fields, shelf: Shelf, listed: str | None) -> str | None:
    path = fields.text("path")
    if path is None:
        path = listed
    return path if path is None else shelf.find(path) or path


def _symbol(fields: Fields, notes: Notes, what: str) -> Symbol | None:
    raw = fields.record("symbol")
    if raw is None:
        return None
    symbol = Fields(raw, notes, fields.place, f"The symbol of {what}")
    return Symbol(symbol.text("set"), symbol.text("filename"), symbol.remainder())


def _described(record: Media, kind: Kind, content: bytes | None, fields: Fields, notes: Notes, what: str) -> Media:
    found = media_bytes.probe(content) if content else None
    if found and content and found.content_type == svg.CONTENT_TYPE:
        _, removed = svg.shown(content)
        if removed:
            held = ", ".join(removed)
            detail = f"{what}: the drawing holds {held}; it is shown without, and kept as it is."
            notes.kept("svg-unsafe", detail, fields.place)
    if found and (found.width or 0) * (found.height or 0) > MOST_PIXELS:
        notes.kept("image-huge", f"{what}: it has too many pixels to be shown; it was kept.", fields.place)
    record = _typed(record, kind, found, fields, notes, what)
    return _sized(record, found, fields, notes, what) if kind == "image" else record


def _typed(
    record: Media, kind: Kind, found: media_bytes.Probe | None, fields: Fields, notes: Notes, what: str
) -> Media:
    prefix = "image/" if kind == "image" else "audio/"
    declared = record.content_type
    if declared is not None and declared.lower().startswith(prefix):
        if found and media_bytes.usual(declared) != found.content_type:
            detail = f"{what}: it calls itself {shown(declared)} and is {found.content_type}."
            notes.kept("media-type-differs", detail, fields.place)
        return record
    names = [record.path, record.url, record.symbol.filename if record.symbol else None]
    guesses = [found.content_type if found else None, media_bytes.declared_in(record.data) if record.data else None]
    guesses += [media_bytes.by_name(name) for name in names if name]
    likely = next((guess for guess in guesses if guess and guess.startswith(prefix)), None)
    if declared is not None:
        fields.reject("content_type", declared, f"does not name an {prefix} type")
    elif likely:
        notes.changed("media-type-added", f"{what}: its type {likely} was filled in.", fields.place)
    else:
        notes.missing("media-type-unknown", f"{what}: nothing tells its type.", fields.place)
    return replace(record, content_type=likely)


def _sized(record: Media, found: media_bytes.Probe | None, fields: Fields, notes: Notes, what: str) -> Media:
    measured = found and found.width and found.height
    if record.width is None or record.height is None:
        if found and measured:
            notes.changed("image-size-added", f"{what}: its width and height were filled in.", fields.place)
            return replace(record, width=record.width or found.width, height=record.height or found.height)
        notes.missing("image-size-unknown", f"{what}: its width and height are not given.", fields.place)
    elif found and measured and (record.width, record.height) != (found.width, found.height):
        detail = (
            f"{what}: it calls itself {record.width} by {record.height} and is {found.width} by {found.height} pixels."
        )
        notes.kept("image-size-differs", detail, fields.place)
    return record
