"""The points of the format about buttons and their words. The numbers are those of the specification notes."""

import json
from typing import Any

import pytest

from api.domain.obf import actions, colours, language, links
from api.domain.obf.export import to_obf
from api.domain.obf.importing import read
from api.domain.obf.model import Button, Layout, Link
from tests.unit.api.obf.writing_files import IMAGE, board, codes, finding, imported, manifest, obf, only_board, zipped


def button(**keys: Any) -> Button:
    """The one button of a board, after import."""
    return only_board(obf([{"id": "b", "label": "hi", **keys}])).buttons[0]


def remarks(**keys: Any) -> list[str]:
    """The codes that one button causes."""
    return codes(obf([{"id": "b", "label": "hi", **keys}]))


def comes_back(**keys: Any) -> bool:
    """Whether a button is exported as it was written."""
    whole = board([{"id": "b", "label": "hi", **keys}])
    return bool(json.loads(to_obf(imported(json.dumps(whole).encode()), "home")) == whole)


def test_point_16_a_button_without_a_label_is_kept_and_reported() -> None:
    assert remarks(label=None) == remarks(label="") == ["label-missing"]
    assert (button(label=None).label, button(label="").label) == (None, "")


def test_point_16_a_number_as_a_label_becomes_text() -> None:
    assert button(label=7).label == "7"
    assert button(label=1.5).label == "1.5"
    assert remarks(label=7) == ["number-as-text"]


def test_point_16_what_cannot_be_a_label_is_set_aside() -> None:
    assert button(label={"en": "hi"}).extra == '{"ext_alphawolf_original_label":{"en":"hi"}}'
    assert "value-set-aside" in remarks(label=["hi"])


def test_point_17_a_vocalization_is_spoken_instead_of_the_label() -> None:
    found = only_board(obf([{"id": "b", "label": "hi", "vocalization": "hello there"}, {"id": "c", "label": "bye"}]))
    assert [language.spoken(found, each, "en") for each in found.buttons] == ["hello there", "bye"]


def test_point_18_dangling_images_and_sounds_are_reported_and_kept() -> None:
    data = obf([{"id": "b", "label": "hi", "image_id": 77, "sound_id": "gone"}])
    found = only_board(data).buttons[0]
    assert (found.image_id, found.sound_id) == ("77", "gone")
    assert finding(data, "image-unknown").severity == finding(data, "sound-unknown").severity == "missing"
    assert comes_back(image_id="77", sound_id="gone")


def test_point_18_a_thousand_dangling_images_are_a_thousand_findings_and_no_failure() -> None:
    many = [{"id": number, "label": "x", "image_id": 5000 + number} for number in range(1007)]
    grid = {"rows": 1, "columns": 1, "order": [[0]]}
    assert codes(obf(many, grid=grid)).count("image-unknown") == 1007


COLOURS = [
    ("rgb(255, 0, 0)", "#ff0000"),
    ("rgb( 255, 0,  0) ", "#ff0000"),
    ("rgb(100%, 0%, 50%)", "#ff0080"),
    ("rgba(0, 255, 0, 0.5)", "#80ff80"),
    ("rgba(0, 0, 0, 0)", "#ffffff"),
    ("RGB(1 2 3 / 100%)", "#010203"),
    ("#444", "#444444"),
    ("#8F8f", "#88ff88"),
    ("#102030", "#102030"),
    ("#00000080", "#7f7f7f"),
    ("Tomato", "#ff6347"),
    ("transparent", "#ffffff"),
    ("hsl(120, 100%, 50%)", "#00ff00"),
    ("hsla(0.5turn 100% 50% / 50%)", "#80ffff"),
    ("rgb(300, -5, 0)", "#ff0000"),
]


@pytest.mark.parametrize(("written", "shown"), COLOURS)
def test_point_19_colours_are_kept_as_written_and_normalised_for_display(written: str, shown: str) -> None:
    assert button(background_color=written).background_color == written
    assert colours.shown(written) == shown
    assert comes_back(background_color=written, border_color=written)


def test_point_19_light_through_a_colour_shows_the_one_below() -> None:
    assert colours.shown("rgba(255, 0, 0, 0.5)", over=(0, 0, 255, 1)) == "#800080"


@pytest.mark.parametrize(
    "odd", ["", "no colour", "rgb(1,2)", "#12345", "rgb(a,b,c)", "url(x)", "rgb(" + "1" * 99 + ")"]
)
def test_point_19_what_is_no_colour_is_kept_and_reported_and_not_shown(odd: str) -> None:
    assert button(border_color=odd).border_color == odd
    assert remarks(border_color=odd) == ["colour-unknown"]
    assert colours.shown(odd) is None


@pytest.mark.parametrize(
    ("written", "read_as"), [(True, True), (False, False), (None, None), ("true", True), (0, False), ("False", False)]
)
def test_point_20_hidden_is_true_false_or_unsaid(written: Any, read_as: bool | None) -> None:
    assert button(hidden=written).hidden is read_as


def test_point_20_hidden_comes_back_as_written() -> None:
    assert comes_back(hidden=True)
    assert comes_back(hidden=False)
    assert comes_back()


def test_point_21_an_absolute_place_needs_all_four_sides() -> None:
    sides = {"top": 0, "left": 0.25, "width": 1, "height": 0.125}
    assert button(**sides).layout == Layout(0, 0.25, 1, 0.125)
    del sides["top"]
    assert button(**sides).layout is None
    assert remarks(**sides) == ["layout-incomplete"]
    assert json.loads(button(**sides).extra)["ext_alphawolf_original_left"] == 0.25


@pytest.mark.parametrize("odd", [1.5, -0.1, "wide", True, [0.5]])
def test_point_21_a_side_outside_the_board_is_set_aside(odd: Any) -> None:
    assert button(top=odd, left=0, width=0.5, height=0.5).layout is None


def test_point_21_the_order_of_buttons_is_kept_and_a_partial_layout_reported() -> None:
    sides = {"top": 0, "left": 0, "width": 0.5, "height": 0.5}
    data = obf([{"id": 2, "label": "below", **sides}, {"id": 1, "label": "above", **sides}, {"id": 3, "label": "none"}])
    assert [each.id for each in only_board(data).buttons] == ["2", "1", "3"]
    assert codes(data) == ["layout-partial"]


@pytest.mark.parametrize("action", ["+a", "+less", ":space", ":home", ":speak", ":clear", ":backspace"])
def test_point_22_the_actions_of_the_format_are_carried_out(action: str) -> None:
    assert actions.steps(button(action=action)) == (action,)
    assert remarks(action=action) == []
    assert comes_back(action=action)


@pytest.mark.parametrize("action", [":predict", ":ext_speakify_flip_buttons"])
def test_point_22_other_actions_are_kept_do_nothing_and_are_reported(action: str) -> None:
    assert actions.steps(button(action=action)) == ()
    assert remarks(action=action) == ["action-unsupported"]
    assert comes_back(action=action)


def test_point_22_several_actions_go_in_order_and_the_single_one_is_only_for_simpler_apps() -> None:
    both = {"action": ":clear", "actions": [":home", "+a", ":odd", ":clear"]}
    assert actions.steps(button(**both)) == (":home", "+a", ":clear")
    assert comes_back(**both)


def test_point_22_several_actions_without_a_single_one_get_one() -> None:
    assert button(actions=[":odd", ":home"]).action == ":home"
    assert button(actions=[":odd"]).action == ":odd"
    assert "action-added" in remarks(actions=[":home"])


def test_point_22_a_list_written_as_the_action_is_read_as_several() -> None:
    assert button(action=[":clear", ":home"]).actions == (":clear", ":home")
    assert button(action=[":clear"], actions=[":home"]).actions == (":home",)
    assert "action-list" in remarks(action=[":clear", ":home"])


@pytest.mark.parametrize("odd", ["clear", "", ":", 5, {"do": "clear"}])
def test_point_22_what_is_no_action_is_set_aside(odd: Any) -> None:
    assert button(action=odd).action is None
    assert "ext_alphawolf_original_action" in button(action=odd).extra
    assert "ext_alphawolf_original_actions" in button(actions=[odd]).extra


def linked(link: Any, second_id: str = "b") -> bytes:
    """Two boards, the first with one link."""
    return zipped(
        {
            "manifest.json": manifest(boards={"home": "home.obf", second_id: "boards/b.obf"}),
            "home.obf": obf([{"id": 1, "label": "go", "load_board": link}]),
            "boards/b.obf": obf([{"id": 1, "label": "back", "load_board": {"path": "home.obf"}}], id=second_id),
        }
    )


@pytest.mark.parametrize(
    "link",
    [
        {"path": "boards/b.obf"},
        {"path": "/boards//b.obf"},
        {"path": "./boards/b.obf"},
        {"path": "boards\\b.obf"},
        {"id": "b"},
        {"id": "b", "path": "gone.obf"},
        {"id": "somewhere", "path": "boards/b.obf", "url": "https://example.com"},
    ],
)
def test_point_23_a_link_finds_its_board_by_path_or_id(link: dict[str, str]) -> None:
    board_set = imported(linked(link))
    assert links.reachable(board_set) == ("home", "b")
    assert links.broken(board_set) == ()
    found = board_set.boards["home"].buttons[0].load_board
    assert found is not None
    assert found.path == "boards/b.obf"


def test_point_23_a_link_by_the_number_of_a_board_finds_it() -> None:
    assert links.reachable(imported(linked({"id": 7}, "7"))) == ("home", "7")


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ({"path": "gone.obf"}, "link-broken"),
        ({"id": "gone"}, "link-broken"),
        ({"path": "gone.obf", "url": "https://example.com"}, "link-broken"),
        ({"url": "https://example.com"}, "link-remote"),
        ({"data_url": "https://example.com/api"}, "link-remote"),
        ({}, "link-empty"),
        ({"name": "Drinks"}, "link-empty"),
    ],
)
def test_point_23_a_link_that_finds_nothing_is_reported_and_kept(link: dict[str, str], code: str) -> None:
    package = linked(link)
    found = imported(package).boards["home"].buttons[0].load_board
    assert found == Link(**link)
    assert finding(package, code).button == "1"
    (broken,) = links.broken(imported(package))
    assert (broken.board, broken.button) == ("home", "1")
    assert broken.is_remote == ("url" in link or "data_url" in link)


def test_point_23_fifteen_broken_links_are_fifteen_findings() -> None:
    many = [{"id": n, "label": "x", "load_board": {"path": f"boards/{n}.obf"}} for n in range(15)]
    assert codes(zipped({"manifest.json": manifest(), "home.obf": obf(many)})).count("link-broken") == 15


def test_point_23_a_link_that_is_no_object_is_set_aside() -> None:
    assert "ext_alphawolf_original_load_board" in button(load_board="boards/b.obf").extra


def test_point_23_circles_end_and_what_no_way_leads_to_is_named() -> None:
    board_set = imported(linked({"url": "https://example.com"}))
    assert links.reachable(board_set) == ("home",)
    assert links.unreachable(board_set) == ("b",)
    assert links.reachable(board_set, "b") == ("b", "home")
    assert links.reachable(board_set, "nowhere") == ()


def test_point_23_a_chain_of_a_thousand_boards_is_walked() -> None:
    names = [f"n{number}" for number in range(1000)]
    files: dict[str, Any] = {
        f"{name}.obf": obf([{"id": 1, "label": "x", "load_board": {"path": f"n{number + 1}.obf"}}], id=name)
        for number, name in enumerate(names)
    }
    files["manifest.json"] = manifest("n0.obf", {name: f"{name}.obf" for name in names})
    assert len(links.reachable(imported(zipped(files)))) == 1000


@pytest.mark.parametrize(
    ("keys", "is_spoken"),
    [
        ({}, True),
        ({"action": ":clear"}, False),
        ({"load_board": {"id": "b"}}, False),
        ({"load_board": {"id": "b"}, "vocalization": "let us go"}, True),
        ({"load_board": {"id": "b"}, "vocalization": "x", "ext_alphawolf_speak_on_link": False}, False),
        ({"load_board": {"id": "b"}, "ext_alphawolf_speak_on_link": True}, True),
        ({"load_board": {"id": "b"}, "ext_coughdrop_add_to_vocalization": True}, False),
    ],
)
def test_point_24_a_link_with_a_vocalization_speaks_unless_our_own_flag_says_otherwise(
    keys: dict[str, Any], is_spoken: bool
) -> None:
    assert actions.is_spoken(button(**keys)) is is_spoken


def test_point_25_translations_and_a_url_on_a_button_are_read_and_come_back() -> None:
    keys = {
        "url": "https://example.com/b",
        "translations": {"es": {"label": "hola", "vocalization": "hola a todos", "inflections": {"n": "x"}}},
    }
    found = only_board(obf([{"id": "b", "label": "hi", "vocalization": "hi all", **keys}]))
    assert language.label(found, found.buttons[0], "es_MX") == "hola"
    assert language.spoken(found, found.buttons[0], "es") == "hola a todos"
    assert remarks(**keys) == []
    assert comes_back(**keys)


def test_point_25_a_translation_that_is_no_object_is_set_aside() -> None:
    odd = {"es": "hola", "fr": {"label": "salut"}}
    assert list(button(translations=odd).translations) == ["fr"]
    assert json.loads(button(translations=odd).extra) == {"ext_alphawolf_original_translations": {"es": "hola"}}


STRINGS = {"en": {":time": "time"}, "es": {"happy": "contento", ":time": "hora"}, "es-MX": {"happy": "feliz"}}


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("happy", "time")),
        ("es", ("contento", "hora")),
        ("es-MX", ("feliz", "hora")),
        ("es_mx", ("feliz", "hora")),
        ("es-AR", ("contento", "hora")),
        ("fr", ("happy", ":time")),
    ],
)
def test_point_26_words_come_from_the_nearest_string_list(locale: str, words: tuple[str, str]) -> None:
    keys = [{"id": 1, "label": "happy"}, {"id": 2, "label": "t", "vocalization": ":time"}]
    found = only_board(obf(keys, strings=STRINGS))
    assert (language.label(found, found.buttons[0], locale), language.spoken(found, found.buttons[1], locale)) == words


def test_point_26_string_lists_come_back_and_odd_ones_are_set_aside() -> None:
    data = obf(strings={**STRINGS, "fr": "salut", "de": {"happy": 5, "a": "b"}})
    exported = json.loads(to_obf(imported(data), "home"))
    assert exported["strings"] == {**STRINGS, "de": {"a": "b"}}
    assert exported["ext_alphawolf_original_strings"] == {"fr": "salut", "de": {"happy": 5}}


def test_characters_that_no_database_text_can_hold_are_replaced_and_reported() -> None:
    data = obf([{"id": "b", "label": "a\0b", "vocalization": "\ud800"}])
    found = only_board(data).buttons[0]
    assert (found.label, found.vocalization) == ("a\ufffdb", "\ufffd")
    assert codes(data) == ["characters-replaced"] * 2


def test_a_picture_that_a_button_uses_needs_no_remark() -> None:
    assert read(obf([{"id": "b", "label": "x", "image_id": "i"}], images=[IMAGE])).report.findings == ()
