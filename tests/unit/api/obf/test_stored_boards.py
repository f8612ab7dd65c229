"""A set of boards as it is stored for a person: without loss, and refused where it is not one."""

import json
from typing import Any

import pytest

from api.domain.errors import Invalid
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.native import from_native, to_native
from tests.unit.api.obf.writing_files import IMAGE, PIXEL, SOUND, imported, manifest, obf, zipped

BUTTONS = [
    {"id": "b", "label": "hi", "ext_x": {"z": 1.10, "a": "\ud800\0"}, "top": 0, "left": 0, "width": 1, "height": 1}
]
PACKAGE = zipped({"manifest.json": manifest(ext_m=None), "home.obf": obf(BUTTONS), "p.png": PIXEL})


def stored() -> dict[str, Any]:
    """A stored set, to be spoiled."""
    plain: dict[str, Any] = json.loads(json.dumps(to_native(imported(PACKAGE))))
    return plain


def test_a_stored_set_is_plain_json_with_its_boards_by_id() -> None:
    plain = stored()
    assert plain["root"] == "home"
    assert plain["boards"]["home"]["buttons"] == [
        {
            "id": "b",
            "label": "hi",
            "layout": {"top": 0, "left": 0, "width": 1, "height": 1},
            "extra": '{"ext_x":{"z":1.1,"a":"\\ud800\\u0000"}}',
        }
    ]
    assert set(plain) == {"version", "root", "boards", "files", "extra"}


def test_a_stored_set_holds_nothing_that_jsonb_would_change_or_refuse() -> None:
    text = json.dumps(stored(), ensure_ascii=False)
    assert "\x00" not in text
    assert "\\u0000" not in text.replace("\\\\u0000", "")
    text.encode()


def test_a_set_stored_and_read_again_exports_to_the_same_bytes() -> None:
    assert to_obz(from_native(stored())) == to_obz(imported(PACKAGE))


def spoiled(*path: Any, value: Any) -> dict[str, Any]:
    """The stored set with one value replaced."""
    whole = stored()
    inner: Any = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return whole


def test_a_null_in_a_file_is_the_same_as_nothing_at_every_level() -> None:
    terms = dict.fromkeys(("type", "copyright_notice_url", "source_url", "author_name", "author_url", "author_email"))
    link = dict.fromkeys(("id", "name", "path", "url", "data_url"))
    sources = dict.fromkeys(("path", "url", "data_url", "symbol", "width", "height", "duration"))
    shown = dict.fromkeys(
        ("label", "vocalization", "image_id", "sound_id", "background_color", "border_color", "hidden")
    )
    placed = dict.fromkeys(("top", "left", "width", "height", "url", "translations", "action", "actions"))
    button = {**shown, **placed}
    whole = {
        **dict.fromkeys(("name", "description_html", "url", "data_url", "default_layout", "strings", "locale")),
        **json.loads(obf([{"id": "b", **button, "load_board": link}])),
        "license": terms,
        "images": [{**IMAGE, **sources, "license": terms}],
        "sounds": [{**SOUND, **sources, "license": None, "content_type": None}],
    }
    board_set = imported(json.dumps(whole).encode())
    assert from_native(to_native(board_set)) == board_set
    assert board_set.boards["home"].buttons[0].extra == "{}"
    assert b"null" not in to_obf(board_set, "home")


HOME = ("boards", "home")
BUTTON = (*HOME, "buttons", 0)


@pytest.mark.parametrize(
    ("whole", "where", "kind"),
    [
        ({}, "version", "version"),
        (spoiled("version", value=2), "version", "version"),
        (spoiled("root", value="gone"), "root", "reference"),
        (spoiled("root", value=None), "root_id", "type"),
        (spoiled("root_id", value="home") | {"root": 5}, "root_id", "type"),
        (spoiled("boards", value=[]), "boards", "type"),
        (spoiled("odd", value=1), "boards", "unknown"),
        (spoiled("boards", "other", value=stored()["boards"]["home"]), "boards", "reference"),
        (spoiled(*HOME, value="text"), "boards", "type"),
        (spoiled(*HOME, "odd", value=1), "boards", "unknown"),
        (spoiled(*HOME, "grid", value={"rows": 1, "columns": 1}), "boards.grid.order", "missing"),
        (spoiled(*HOME, "grid", "rows", value=2), "boards.grid.order", "shape"),
        (spoiled(*HOME, "grid", "rows", value=True), "boards.grid.rows", "type"),
        (spoiled(*HOME, "grid", "order", value=[["gone"]]), "boards.grid.order", "reference"),
        (spoiled(*HOME, "grid", "order", value="b"), "boards.grid.order", "type"),
        (spoiled(*HOME, "grid", value={"rows": 101, "columns": 1, "order": [[None]] * 101}), "boards.grid", "shape"),
        (spoiled(*BUTTON, "action", value="clear"), "boards.buttons.action", "action"),
        (spoiled(*BUTTON, "actions", value=[":"]), "boards.buttons.action", "action"),
        (spoiled(*BUTTON, "layout", "left", value=1.5), "boards.buttons.layout", "range"),
        (spoiled(*HOME, "images", value=["gone"]), "boards.images", "reference"),
        (spoiled(*HOME, "buttons", value=[{"id": "b"}, {"id": "b"}]), "boards.buttons", "reference"),
        (spoiled(*BUTTON, "id", value=None), "boards.buttons.id", "type"),
        (spoiled(*BUTTON, "label", value=5), "boards.buttons.label", "type"),
        (spoiled(*BUTTON, "label", value="a\0"), "boards.buttons.label", "characters"),
        (spoiled(*BUTTON, "hidden", value="yes"), "boards.buttons.hidden", "type"),
        (spoiled(*BUTTON, "layout", "top", value=True), "boards.buttons.layout.top", "type"),
        (spoiled(*BUTTON, "translations", value=[]), "boards.buttons.translations", "type"),
        (spoiled(*BUTTON, "extra", value={}), "boards.buttons.extra", "type"),
        (spoiled(*BUTTON, "extra", value="[]"), "boards.buttons.extra", "type"),
        (spoiled(*BUTTON, "extra", value='{"ext_x":1},"id":"c"'), "boards.buttons.extra", "type"),
        (spoiled(*BUTTON, "extra", value='{"label":"other"}'), "boards.buttons.extra", "conflict"),
        (spoiled("extra", value='{"paths":{}}'), "extra", "conflict"),
        (spoiled("files", "p.png", value="???"), "files", "type"),
        (spoiled("files", "p.png", value=5), "files", "type"),
        (spoiled("files", "../p.png", value=""), "files", "path"),
    ],
)
def test_what_is_no_set_is_refused_with_its_place(whole: dict[str, Any], where: str, kind: str) -> None:
    with pytest.raises(Invalid) as refusal:
        from_native(whole)
    assert (refusal.value.where, refusal.value.kind) == (where, kind)
