"""Small likenesses of boards met in the wild: a foreign keyboard, a large page set, archives made by hand."""

import json
from typing import Any

from api.domain.obf import colours, links
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from tests.unit.api.obf.writing_files import (
    FORMAT,
    IMAGE,
    codes,
    finding,
    imported,
    manifest,
    obf,
    only_board,
    zipped,
)

FOREIGN = {
    "format": FORMAT,
    "id": 0,
    "name": "नमस्ते",
    "buttons": [
        {"id": 3, "label": "मद्दत", "background_color": "#444", "border_color": "#FFF", "image_id": 0},
        {"id": 0, "label": "مساعدة", "background_color": "#444444"},
        {"id": 7, "label": "帮助", "hidden": False},
    ],
    "grid": {"rows": 4, "columns": 5, "order": [[None] * 5, [7, None, 0, None, 3], [None] * 5, [None] * 5]},
    "images": [
        {"id": 0, "content_type": "image/svg", "data": "data:image/svg;base64,PHN2Zy8+", "width": 9, "height": 9}
    ],
    "sounds": [],
}


def test_a_foreign_board_is_whole_after_import_and_export() -> None:
    data = json.dumps(FOREIGN).encode()
    found = only_board(data)
    assert set(codes(data)) == {"locale-missing", "licence-missing"}
    assert (found.id, found.locale) == ("0", "en")
    assert [button.id for button in found.buttons] == ["3", "0", "7"]
    assert found.grid.order[1] == ("7", None, "0", None, "3")
    assert colours.shown(found.buttons[0].background_color) == "#444444"
    assert imported(to_obf(imported(data), "0")) == imported(data)


def test_a_foreign_board_without_any_order_shows_its_buttons_in_theirs() -> None:
    unordered = {**FOREIGN, "grid": {"rows": 4, "columns": 5}}
    assert only_board(json.dumps(unordered).encode()).grid.order[0] == ("3", "0", "7", None, None)


def page_set(boards: int, buttons: int) -> bytes:
    """Boards full of buttons whose pictures are not there, some leading to boards that are not there either."""

    def button(here: int, number: int) -> dict[str, Any]:
        link = {"load_board": {"path": f"boards/{here * buttons + number}.obf"}} if number == 0 else {}
        return {"id": number, "label": f"{number}", "image_id": here * 100 + number, **link}

    files: dict[str, Any] = {
        f"boards/{here}.obf": obf([button(here, number) for number in range(buttons)], id=here)
        for here in range(boards)
    }
    listed = {str(here): f"boards/{here}.obf" for here in range(boards)}
    return zipped({"manifest.json": manifest("boards/0.obf", listed), **files})


def test_a_large_page_set_is_taken_with_all_that_it_lacks_reported() -> None:
    package = page_set(81, 13)
    result = read(package)
    assert result.board_set is not None
    assert len(result.report.of("image-unknown")) == 81 * 13
    assert len(result.report.of("link-broken")) == 74 == len(links.broken(result.board_set))
    used = {button.image_id for found in result.board_set.boards.values() for button in found.buttons}
    assert len(used) == 81 * 13
    assert imported(to_obz(result.board_set)) == result.board_set


def test_an_archive_whose_names_are_in_an_old_code_page_is_read() -> None:
    package = zipped({"home.obf": obf(), "é.txt": "x"})
    package = package.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00").replace("é".encode(), b"\x82\x82")
    assert set(imported(package).files) == {"éé.txt"}


def test_two_folders_with_manifests_are_read_from_the_nearer_one() -> None:
    files = {
        "a/manifest.json": manifest(),
        "a/home.obf": obf(),
        "b/c/manifest.json": manifest(),
        "b/c/x.obf": obf(id="x"),
    }
    assert set(imported(zipped(files)).boards) == {"home", "x"}


def test_a_folder_whose_files_exist_outside_of_it_too_is_left_as_it_is() -> None:
    package = zipped({"a/manifest.json": manifest(), "a/home.obf": obf(), "home.obf": obf()})
    assert read(package).report.findings[-1].code == "root-missing"


def test_odd_entries_of_a_manifest_are_set_aside() -> None:
    listed = manifest(images={"i": {"path": "p"}, "j": "gone.png"})
    package = zipped({"manifest.json": listed, "home.obf": obf()})
    assert (
        imported(package).paths_extra == '{"ext_alphawolf_original_images":{"ext_alphawolf_original_i":{"path":"p"}}}'
    )
    assert finding(package, "image-file-missing").detail.startswith('The manifest\'s image "j"')


def test_a_manifest_that_calls_a_board_a_picture_is_not_believed() -> None:
    package = zipped({"manifest.json": manifest(images={"i": "home.obf", "j": "manifest.json"}), "home.obf": obf()})
    assert imported(package).images == {}
    assert imported(to_obz(imported(package))) == imported(package)


def test_two_different_pictures_of_one_id_on_one_board_become_two() -> None:
    records = [IMAGE, {**IMAGE, "ext_x": 1}, IMAGE]
    data = obf([{"id": "b", "label": "x", "image_id": "i"}], images=records)
    assert list(imported(data).images) == ["i", "i-2"]
    assert "image-id-repeated" in codes(data)


def test_a_renamed_picture_leaves_the_buttons_without_one_alone() -> None:
    first = obf([{"id": 1, "label": "x", "load_board": {"path": "b.obf"}}], images=[IMAGE])
    second = obf(
        [{"id": 1, "label": "y"}, {"id": 2, "label": "z", "image_id": "i"}], id="b", images=[{**IMAGE, "url": "u"}]
    )
    listed = manifest(boards={"home": "home.obf", "b": "b.obf"})
    found = imported(zipped({"manifest.json": listed, "home.obf": first, "b.obf": second})).boards["b"]
    assert [button.image_id for button in found.buttons] == [None, "i-2"]


def test_an_order_that_is_no_list_is_set_aside() -> None:
    found = only_board(obf(grid={"rows": 1, "columns": 1, "order": "b1"})).grid
    assert (found.order, found.extra) == ((("b1",),), '{"ext_alphawolf_original_order":"b1"}')


def test_a_key_of_ours_in_a_file_is_not_overwritten() -> None:
    found = only_board(obf([{"id": 1, "label": [], "ext_alphawolf_original_label": "earlier"}])).buttons[0]
    assert found.extra == '{"ext_alphawolf_original_label":"earlier","ext_alphawolf_original_label_":[]}'
