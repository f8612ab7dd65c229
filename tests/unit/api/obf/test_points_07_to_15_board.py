"""The points of the format about boards: required keys, ids, grid. The numbers are those of the specification notes."""

import json
from typing import Any

import pytest

from api.domain.obf import actions
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from tests.unit.api.obf.writing_files import (
    IMAGE,
    PIXEL_URI,
    SOUND,
    board,
    codes,
    finding,
    imported,
    manifest,
    obf,
    only_board,
    refused,
    zipped,
)

THREE = ({"id": "a", "label": "a"}, {"id": "b", "label": "b"}, {"id": "c", "label": "c"})


def test_point_07_a_sound_board_needs_no_remark() -> None:
    assert codes(obf()) == []


def test_point_07_a_board_without_a_language_counts_as_english() -> None:
    assert only_board(obf(locale=None)).locale == "en"
    assert finding(obf(locale=None), "locale-missing").severity == "changed"


@pytest.mark.parametrize(
    ("key", "code"), [("id", "id-added"), ("buttons", "buttons-missing"), ("grid", "grid-missing")]
)
def test_point_07_a_missing_required_key_is_mended_and_reported(key: str, code: str) -> None:
    whole = {**board(), key: None}
    assert code in codes(json.dumps(whole).encode())


def test_point_07_an_object_that_is_no_board_is_refused() -> None:
    assert refused(b"{}") == "not-a-board"
    assert refused(b'{"id": "x", "buttons": []}') == "not-a-board"


def test_point_08_missing_lists_are_empty_and_an_export_always_writes_them() -> None:
    data = obf(images=None, sounds=None)
    exported = json.loads(to_obf(imported(data), "home"))
    assert (exported["images"], exported["sounds"]) == ([], [])
    assert {"images-missing", "sounds-missing"} <= set(codes(data))


def test_point_09_the_other_keys_of_a_board_are_kept() -> None:
    changes: dict[str, Any] = {
        "description_html": "<b>for</b> breakfast",
        "url": "https://example.com/b",
        "data_url": "https://example.com/api/b",
        "default_layout": "landscape",
        "strings": {"es": {"hi": "hola"}},
        "background": {"color": "#fff", "delayed_prompts": []},
        "image_url": "https://example.com/i.png",
        "default_locale": "en",
        "label_locale": "en",
        "vocalization_locale": "es",
        "protected_content_user_identifier": "x",
    }
    assert codes(obf(**changes)) == []
    assert json.loads(to_obf(imported(obf(**changes)), "home")) == board(**changes)


def test_point_09_a_board_without_a_name_is_reported() -> None:
    assert codes(obf(name=None)) == ["name-missing"]


def test_point_10_other_versions_are_read_and_reported_and_other_formats_refused() -> None:
    assert codes(obf(format="open-board-0.0")) == ["format-older"]
    assert codes(obf(format="open-board-0.2")) == ["format-newer"]
    assert codes(obf(format="open-board-next")) == ["format-newer"]
    assert codes(obf(format=None)) == ["format-missing"]
    assert refused(obf(format="something-else")) == "other-format"
    assert refused(obf(format=3)) == "other-format"


def test_point_11_an_unknown_key_is_reported_and_kept() -> None:
    data = obf(mood="calm")
    assert finding(data, "unknown-key").detail == 'The board: "mood" is not part of the format; it was kept.'
    assert json.loads(to_obf(imported(data), "home"))["mood"] == "calm"


VERBATIM = '{"z":1.10,"a":[1e400,-0,12345678901234567890123,0.10],"é":"\\ud800 \\u0000 /","null":null,"":{"b":[]}}'


def test_point_11_extensions_are_kept_to_the_character_at_every_level() -> None:
    ext = f'"ext_other_x":{VERBATIM}'
    whole = f"""{{"format":"open-board-0.1","id":"home","locale":"en","name":"n","license":{{"type":"CC-By",{ext}}},
        "buttons":[{{"id":"b","label":"x",{ext},"load_board":{{"url":"https://example.com",{ext}}},
        "translations":{{"es":{{"label":"y",{ext}}}}}}}],"grid":{{"rows":1,"columns":1,"order":[["b"]],{ext}}},
        "images":[{{"id":"i","width":1,"height":1,"content_type":"image/png","data":"{PIXEL_URI}",
        "symbol":{{"set":"s","filename":"f",{ext}}},{ext}}}],
        "sounds":[{{"id":"s","content_type":"audio/mpeg","url":"https://example.com/s",{ext}}}],{ext}}}"""
    board_set = imported(zipped({"manifest.json": json.dumps(manifest())[:-1] + f",{ext}}}", "home.obf": whole}))
    alone, package = to_obf(board_set, "home").decode(), to_obz(board_set)
    assert alone.count(ext) == 9
    assert alone == to_obf(imported(package), "home").decode()
    assert imported(package).extra == f"{{{ext}}}"


def test_point_11_extensions_of_other_programs_are_never_acted_on() -> None:
    (button,) = only_board(
        obf([{"id": 1, "label": "x", "action": ":ext_other_reboot", "ext_other_action": ":clear"}])
    ).buttons
    assert actions.steps(button) == ()


@pytest.mark.parametrize(
    ("written", "read_as"), [(0, "0"), (12, "12"), ("0", "0"), (1.0, "1"), (10**22, "1" + "0" * 22)]
)
def test_point_12_ids_are_text_or_numbers_everywhere(written: Any, read_as: str) -> None:
    button = {"id": written, "label": "x", "image_id": written, "sound_id": written, "load_board": {"id": written}}
    data = obf([button], id=written, images=[{**IMAGE, "id": written}], sounds=[{**SOUND, "id": written}])
    found = only_board(data)
    assert found.id == found.buttons[0].id == found.grid.order[0][0] == read_as
    assert found.images == found.sounds == (read_as,)
    assert found.buttons[0].load_board is not None
    assert found.buttons[0].load_board.id == read_as
    assert not {"id-added", "image-unknown", "sound-unknown", "link-broken"} & set(codes(data))


def test_point_12_zero_is_an_id_whether_written_as_number_or_text() -> None:
    data = obf([{"id": 0, "label": "x", "image_id": "0"}], grid={"rows": 1, "columns": 1, "order": [["0"]]})
    with_image = json.loads(data) | {"images": [{**IMAGE, "id": 0}]}
    assert codes(json.dumps(with_image).encode()) == []


@pytest.mark.parametrize("odd", [None, True, [], {}])
def test_point_12_what_can_be_no_id_gets_one(odd: Any) -> None:
    data = obf(
        [{"id": odd, "label": "x"}], grid={"rows": 1, "columns": 1, "order": [[None]]}, images=[{**IMAGE, "id": odd}]
    )
    assert codes(data).count("id-added") == 2
    assert only_board(data).buttons[0].id == "button-1"


def test_point_13_a_button_id_used_twice_becomes_two() -> None:
    found = only_board(
        obf([{"id": "1", "label": "first"}, {"id": 1, "label": "second"}, {"id": "1-2", "label": "third"}])
    )
    assert [(button.id, button.label) for button in found.buttons] == [
        ("1", "first"),
        ("1-3", "second"),
        ("1-2", "third"),
    ]


def two_boards(first: dict[str, Any], second: dict[str, Any]) -> bytes:
    one = obf([{"id": 1, "label": "x", "image_id": 1, "load_board": {"path": "b.obf"}}], images=[first])
    two = obf([{"id": 1, "label": "x", "image_id": "1"}], id="b", images=[second])
    return zipped({"manifest.json": manifest(boards={"home": "home.obf", "b": "b.obf"}), "home.obf": one, "b.obf": two})


def test_point_13_the_same_picture_on_two_boards_is_one() -> None:
    package = two_boards({**IMAGE, "id": 1}, {**IMAGE, "id": "1"})
    assert list(imported(package).images) == ["1"]
    assert codes(package) == []


def test_point_13_two_pictures_with_one_id_become_two_and_each_board_shows_its_own() -> None:
    package = two_boards({**IMAGE, "id": 1, "ext_x": "ours"}, {**IMAGE, "id": 1, "ext_x": "theirs"})
    board_set = imported(package)
    shown = {name: board_set.images[found.buttons[0].image_id or ""].extra for name, found in board_set.boards.items()}
    assert shown == {"home": '{"ext_x":"ours"}', "b": '{"ext_x":"theirs"}'}
    assert finding(package, "image-id-repeated").board == "b"
    assert imported(to_obz(board_set)) == board_set


def test_point_13_two_boards_with_one_id_become_two() -> None:
    package = zipped(
        {
            "manifest.json": manifest(boards={"home": "home.obf", "b": "b.obf"}),
            "home.obf": obf([{"id": 1, "label": "x", "load_board": {"path": "b.obf"}}]),
            "b.obf": obf(),
        }
    )
    assert set(imported(package).boards) == {"home", "home-2"}
    assert finding(package, "board-id-repeated").board == "home-2"


def test_point_14_a_grid_of_ids_and_empty_cells() -> None:
    grid = {"rows": 2, "columns": 2, "order": [["a", None], [None, "b"]]}
    assert only_board(obf(THREE[:2], grid=grid)).grid.order == (("a", None), (None, "b"))


@pytest.mark.parametrize(
    ("grid", "order", "code"),
    [
        ({"rows": 1, "columns": 1, "order": [["a", "b"], ["c"]]}, (("a", "b"), ("c", None)), "grid-size"),
        ({"rows": 2, "columns": 2, "order": [["a"]]}, (("a", None), (None, None)), "grid-size"),
        ({"order": [["a"], None]}, (("a",), (None,)), "grid-size"),
        ({"rows": 2, "columns": 2}, (("a", "b"), ("c", None)), "grid-order-missing"),
        ({"rows": 2, "columns": 2, "order": []}, (("a", "b"), ("c", None)), "grid-order-missing"),
        ({"rows": 1, "columns": 2, "order": ["a", "b", "c"]}, (("a", "b"), ("c", None)), "grid-order-flat"),
        (None, (("a", "b"), ("c", None)), "grid-missing"),
        ([["a"]], (("a", "b"), ("c", None)), "grid-missing"),
        (
            {"rows": "2", "columns": 2.0, "order": [["a", "b"], ["c", None]]},
            (("a", "b"), ("c", None)),
            "number-rounded",
        ),
        ({"rows": 1, "columns": 3, "order": [["a", {}, True]]}, (("a", None, None),), "value-set-aside"),
    ],
)
def test_point_14_a_grid_that_does_not_fit_is_mended(
    grid: Any, order: tuple[tuple[str | None, ...], ...], code: str
) -> None:
    data = obf(THREE, grid=grid)
    assert only_board(data).grid.order == order
    assert code in codes(data)
    assert imported(to_obf(imported(data), "home")) == imported(data)


def test_point_14_a_cell_with_an_unknown_button_is_emptied_reported_and_remembered() -> None:
    data = obf(THREE[:1], grid={"rows": 1, "columns": 2, "order": [["a", 9]]})
    found = only_board(data).grid
    assert found.order == (("a", None),)
    assert found.extra == '{"ext_alphawolf_unknown_cells":[[0,1,"9"]]}'
    assert finding(data, "grid-button-unknown").severity == "missing"


def test_point_14_a_button_without_a_cell_is_kept_and_reported() -> None:
    data = obf(THREE[:2], grid={"rows": 1, "columns": 1, "order": [["a"]]})
    assert [button.id for button in only_board(data).buttons] == ["a", "b"]
    assert finding(data, "button-unplaced").button == "b"


def test_point_14_one_button_may_fill_several_cells() -> None:
    grid = {"rows": 2, "columns": 2, "order": [["a", "a"], ["b", "a"]]}
    assert only_board(obf(THREE[:2], grid=grid)).grid.order == (("a", "a"), ("b", "a"))
    assert codes(obf(THREE[:2], grid=grid)) == []


def test_point_14_large_grids_are_reported_and_huge_ones_refused() -> None:
    assert codes(obf((), grid={"rows": 21, "columns": 2, "order": [[None] * 2] * 21})) == ["grid-large"]
    assert refused(obf((), grid={"rows": 10**9, "columns": 1, "order": []})) == "grid-too-large"
    assert refused(obf((), grid={"rows": 1, "columns": 1, "order": [[None] * 101]})) == "grid-too-large"
    assert refused(obf(THREE, grid={"rows": 1, "columns": 101, "order": []})) == "grid-too-large"


def test_point_15_a_span_written_as_a_repeated_id_or_as_an_extension_comes_back() -> None:
    wide = {"id": "a", "label": "a", "ext_grid_width": 2}
    grid = {"rows": 1, "columns": 2, "order": [["a", "a"]]}
    exported = json.loads(to_obf(imported(obf([wide], grid=grid)), "home"))
    assert (exported["grid"], exported["buttons"]) == (grid, [wide])


def test_a_key_that_is_written_twice_is_reported() -> None:
    data = obf().replace(b'"id": "b1"', b'"id": "b0", "id": "b1"')
    assert finding(data, "key-repeated").board == "home"
    assert read(data).board_set is not None
