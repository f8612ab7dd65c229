"""Reads a package's manifest.json: which file is which board, picture and sound."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.domain.obf.fields import Fields
from api.domain.obf.jsontext import parse
from api.domain.obf.model import NO_EXTRA
from api.domain.obf.paths import spelled
from api.domain.obf.read_board import check_format
from api.domain.obf.read_media import Kind
from api.domain.obf.report import PACKAGE, Notes, Refusal, shown

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Paths by id, in one spelling each; `root` is the first board's path, or None when the manifest names none."""

    root: str | None
    boards: Mapping[str, str]
    media: Mapping[Kind, Mapping[str, str]]
    extra: str
    paths_extra: str


NO_MANIFEST = Manifest(None, {}, {"image": {}, "sound": {}}, NO_EXTRA, NO_EXTRA)


def read(files: Mapping[str, bytes], notes: Notes) -> Manifest:
    """The manifest of a package with these files; a single board may do without.

    Raises Refusal: not-utf8, not-json, too-deep, manifest-broken, other-format.
    """
    if NAME not in files:
        notes.changed("manifest-missing", "The package has no manifest; its boards were looked for.")
        return NO_MANIFEST
    raw, _ = parse(files[NAME], "The manifest")
    if not isinstance(raw, dict):
        raise Refusal("manifest-broken", "The manifest is JSON, and not an object.")
    fields = Fields(raw, notes, PACKAGE, "The manifest")
    check_format(fields, "The manifest", notes)
    root = fields.text("root")
    listed = Fields(fields.record("paths") or {}, notes, PACKAGE, "The manifest's list of paths")
    boards = _paths(listed, "boards", notes)
    media: dict[Kind, Mapping[str, str]] = {
        "image": _paths(listed, "images", notes),
        "sound": _paths(listed, "sounds", notes),
    }
    if root is not None:
        root = boards[root] if root in boards and spelled(root) not in files else spelled(root)
    return Manifest(root, boards, media, fields.remainder(), listed.remainder())


def _paths(listed: Fields, key: str, notes: Notes) -> dict[str, str]:
    raw = listed.record(key)
    if raw is None:
        return {}
    entries = Fields(raw, notes, PACKAGE, f"The manifest's list of {key}")
    paths = {entries.key(name): path for name in raw if (path := entries.text(name)) is not None}
    if left := entries.left():
        listed.aside(key, left)
    return {name: spelled(path) for name, path in paths.items()}


def report_unlisted(manifest: Manifest, files: Mapping[str, bytes], used: set[str], notes: Notes) -> None:
    """Remark on files that the manifest does not list, and on listed ones that are not there."""
    listed = {*manifest.boards.values(), *manifest.media["image"].values(), *manifest.media["sound"].values()}
    for path in files:
        if manifest is not NO_MANIFEST and path not in listed and path != NAME:
            what = "was read" if path in used else "was kept"
            notes.kept("file-unlisted", f"The file {shown(path)} is not in the manifest; it {what}.")
    for kind, paths in manifest.media.items():
        for name, path in paths.items():
            if path not in files:
                detail = f"The manifest's {kind} {shown(name)} is not in the package at {shown(path)}."
                notes.missing(f"{kind}-file-missing", detail)
