"""The points of the format about packages: manifest, files, names. The numbers are those of the specification notes."""

import io
import json
import unicodedata
import zipfile
from dataclasses import replace

import pytest

from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from api.domain.obf.media_bytes import content_of
from tests.unit.api.obf.writing_files import (
    IMAGE,
    PIXEL,
    codes,
    finding,
    imported,
    manifest,
    obf,
    refused,
    zipped,
)


def names_in(package: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(package)).namelist()


def linking(name: str, *targets: str, path_of: str = "{}.obf") -> bytes:
    buttons = [{"id": t, "label": t, "load_board": {"path": path_of.format(t)}} for t in targets]
    return obf(buttons, id=name)


def test_point_01_a_single_board_may_come_without_a_manifest() -> None:
    package = zipped({"home.obf": obf()})
    assert imported(package).root_id == "home"
    assert "manifest-missing" in codes(package)


def test_point_01_several_boards_without_a_manifest_start_where_all_others_can_be_reached() -> None:
    package = zipped({"b.obf": linking("b", "c"), "a.obf": linking("a", "b"), "c.obf": linking("c")})
    assert imported(package).root_id == "a"
    assert {"manifest-missing", "root-found"} <= set(codes(package))


@pytest.mark.parametrize(
    "boards", [{"a": (), "b": ()}, {"a": ("b",), "b": ("a",)}, {"a": ("b",), "b": (), "c": ("b",)}]
)
def test_point_01_several_boards_without_a_manifest_are_refused_where_the_first_is_a_guess(
    boards: dict[str, tuple[str, ...]],
) -> None:
    assert refused(zipped({f"{name}.obf": linking(name, *to) for name, to in boards.items()})) == "root-missing"


def test_point_01_an_export_always_has_a_manifest() -> None:
    assert "manifest.json" in names_in(to_obz(imported(obf())))


def test_point_02_an_exported_manifest_has_every_required_key() -> None:
    package = zipped({"manifest.json": manifest(images={"i": "i.png"}), "home.obf": obf(), "i.png": PIXEL})
    archive = zipfile.ZipFile(io.BytesIO(to_obz(imported(package))))
    assert json.loads(archive.read("manifest.json")) == {
        "format": "open-board-0.1",
        "root": "home.obf",
        "paths": {"boards": {"home": "home.obf"}, "images": {"i": "i.png"}, "sounds": {}},
    }


def test_point_02_lists_of_images_and_sounds_are_optional_and_unknown_keys_are_kept() -> None:
    package = zipped({"manifest.json": manifest(ext_x={"deep": [1.10]}, odd=1), "home.obf": obf()})
    assert imported(package).extra == '{"ext_x":{"deep":[1.1]},"odd":1}'
    assert finding(package, "unknown-key").detail == 'The manifest: "odd" is not part of the format; it was kept.'


def test_point_02_keys_beside_the_lists_are_kept() -> None:
    listed = {"format": "open-board-0.1", "root": "home.obf", "paths": {"boards": {"home": "home.obf"}, "ext_p": 1}}
    again = imported(to_obz(imported(zipped({"manifest.json": listed, "home.obf": obf()}))))
    assert again.paths_extra == '{"ext_p":1}'


@pytest.mark.parametrize("content", ["[1]", '"text"', "5", "null"])
def test_point_02_a_manifest_that_is_no_object_is_refused(content: str) -> None:
    assert refused(zipped({"manifest.json": content, "home.obf": obf()})) == "manifest-broken"


def test_point_02_a_manifest_of_another_format_is_refused() -> None:
    assert refused(zipped({"manifest.json": {"format": "other", "root": "x"}, "home.obf": obf()})) == "other-format"


def test_point_03_a_root_that_is_not_in_the_package_is_refused_where_the_first_board_is_a_guess() -> None:
    listed = manifest("gone.obf", {"home": "home.obf", "b": "b.obf"})
    assert refused(zipped({"manifest.json": listed, "home.obf": obf(), "b.obf": obf(id="b")})) == "root-missing"


def test_point_03_a_root_that_is_not_in_the_package_is_found_among_one() -> None:
    package = zipped({"manifest.json": manifest("gone.obf"), "home.obf": obf()})
    assert imported(package).root_id == "home"
    assert "root-found" in codes(package)


def test_point_03_a_root_that_is_not_listed_is_taken_and_reported() -> None:
    package = zipped({"manifest.json": manifest("home.obf", {"b": "b.obf"}), "home.obf": obf(), "b.obf": obf(id="b")})
    assert imported(package).root_id == "home"
    assert "root-unlisted" in codes(package)


def test_point_03_a_root_given_as_an_id_is_understood() -> None:
    assert imported(zipped({"manifest.json": manifest("home"), "home.obf": obf()})).root_id == "home"


def test_point_04_the_manifest_and_the_board_may_spell_an_id_as_text_and_as_number() -> None:
    package = zipped({"manifest.json": manifest(boards={"7": "home.obf"}), "home.obf": obf(id=7)})
    assert imported(package).root_id == "7"
    assert codes(package) == []


def test_point_04_a_board_called_otherwise_in_the_manifest_keeps_its_own_id_and_its_links() -> None:
    to_other = [{"id": 1, "label": "go", "load_board": {"id": "their name"}}]
    package = zipped(
        {
            "manifest.json": manifest(boards={"home": "home.obf", "their name": "b.obf"}),
            "home.obf": obf(to_other),
            "b.obf": obf(id="b"),
        }
    )
    link = imported(package).boards["home"].buttons[0].load_board
    assert link is not None
    assert link.id == "b"
    assert {"board-id-differs", "link-id-corrected"} <= set(codes(package))


def test_point_04_boards_and_files_that_are_not_listed_are_read_kept_and_reported() -> None:
    package = zipped({"manifest.json": manifest(), "home.obf": obf(), "more/b.obf": obf(id="b"), "note.txt": "hello"})
    board_set = imported(package)
    assert set(board_set.boards) == {"home", "b"}
    assert board_set.files == {"note.txt": b"hello"}
    assert codes(package).count("file-unlisted") == 2
    assert finding(package, "board-unreachable").board == "b"


def test_point_04_a_listed_board_that_is_not_there_is_reported() -> None:
    package = zipped({"manifest.json": manifest(boards={"home": "home.obf", "b": "b.obf"}), "home.obf": obf()})
    assert finding(package, "board-file-missing").board == "b"


def test_point_04_a_listed_board_that_cannot_be_read_refuses_the_whole_package() -> None:
    listed = manifest(boards={"home": "home.obf", "b": "b.obf"})
    assert refused(zipped({"manifest.json": listed, "home.obf": obf(), "b.obf": "{"})) == "not-json"


def test_point_04_an_unlisted_file_that_is_no_board_is_kept_as_it_is() -> None:
    package = zipped({"manifest.json": manifest(), "home.obf": obf(), "b.obf": "{"})
    assert imported(package).files == {"b.obf": b"{"}
    assert "file-not-a-board" in codes(package)


def test_point_05_an_image_without_a_source_takes_its_path_from_the_manifest() -> None:
    record = {"id": 5, "width": 1, "height": 1, "content_type": "image/png"}
    home = obf([{"id": 1, "label": "x", "image_id": 5}], images=[record])
    package = zipped({"manifest.json": manifest(images={"5": "images/p.png"}), "home.obf": home, "images/p.png": PIXEL})
    assert imported(package).images["5"].path == "images/p.png"


def test_point_05_an_image_that_only_the_manifest_knows_is_found() -> None:
    home = obf([{"id": 1, "label": "x", "image_id": 5}])
    package = zipped({"manifest.json": manifest(images={"5": "images/p.png"}), "home.obf": home, "images/p.png": PIXEL})
    board_set = imported(package)
    assert board_set.images["5"].width == 1
    assert board_set.boards["home"].images == ("5",)
    assert "image-from-manifest" in codes(package)
    assert imported(to_obz(board_set)) == board_set


def test_point_05_a_listed_file_that_is_not_there_is_reported_and_the_record_kept() -> None:
    record = {**IMAGE, "data": None, "path": "gone.png"}
    home = obf([{"id": 1, "label": "x", "image_id": "i"}], images=[record])
    package = zipped({"manifest.json": manifest(images={"i": "gone.png"}), "home.obf": home})
    assert imported(package).images["i"].path == "gone.png"
    assert set(codes(package)) == {"image-file-missing"}


def test_point_06_what_macos_adds_is_left_out() -> None:
    package = zipped(
        {
            "manifest.json": manifest(),
            "__MACOSX/._manifest.json": b"\0\5\26\7",
            "__MACOSX/._home.obf": b"\0\5\26\7",
            ".DS_Store": b"x",
            "images/": b"",
            "home.obf": obf(),
        }
    )
    assert imported(package).files == {}
    assert codes(package) == ["files-ignored"]


def test_point_06_composed_and_decomposed_names_are_the_same_file() -> None:
    decomposed = unicodedata.normalize("NFD", "images/été.png")
    record = {**IMAGE, "data": None, "path": unicodedata.normalize("NFC", decomposed)}
    home = obf([{"id": 1, "label": "x", "image_id": "i"}], images=[record])
    package = zipped({"manifest.json": manifest(images={"i": decomposed}), "home.obf": home, decomposed: PIXEL})
    assert list(imported(package).files) == ["images/été.png"]
    assert codes(package) == []


def test_point_06_names_in_utf8_are_understood_when_the_archive_does_not_say_so() -> None:
    package = zipped({"manifest.json": manifest(), "home.obf": obf(), "é.txt": "x"})
    unsaid = package.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")
    assert unsaid != package
    assert list(imported(unsaid).files) == ["é.txt"]


def test_point_06_a_package_inside_a_folder_is_read_from_there() -> None:
    package = zipped(
        {"__MACOSX/deep/._x": b"", "deep/er/manifest.json": manifest(), "deep/er/home.obf": obf(), "read me.txt": "x"}
    )
    assert imported(package).boards["home"].path == "home.obf"
    assert set(imported(package).files) == {"read me.txt"}
    assert codes(package).count("package-in-folder") == 1


@pytest.mark.parametrize("name", ["deep/home.obf", "a/b/home.obf", "boards/home.obf"])
def test_point_06_a_single_board_deep_in_folders_is_found(name: str) -> None:
    assert imported(zipped({name: obf()})).root_id == "home"


def test_point_06_paths_with_extra_slashes_and_dots_find_their_file() -> None:
    record = {**IMAGE, "data": None, "path": "/images//p.png"}
    home = obf([{"id": 1, "label": "x", "image_id": "i"}], images=[record])
    files = {"manifest.json": manifest("./home.obf", {"home": "./home.obf"}), "home.obf": home, "images//p.png": PIXEL}
    assert imported(zipped(files)).images["i"].path == "images/p.png"


def test_a_package_without_boards_is_refused() -> None:
    assert refused(zipped({"readme.txt": "x"})) == "no-boards"
    assert refused(zipped({"manifest.json": manifest()})) == "no-boards"


def test_an_exported_package_is_the_same_bytes_every_time_sorted_and_without_a_date() -> None:
    board_set = imported(zipped({"manifest.json": manifest(), "z.txt": "z", "home.obf": obf(), "a.txt": "a"}))
    package = to_obz(board_set)
    entries = zipfile.ZipFile(io.BytesIO(package)).infolist()
    assert package == to_obz(board_set)
    assert [entry.filename for entry in entries] == ["a.txt", "home.obf", "manifest.json", "z.txt"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_boards_without_a_place_in_a_package_get_distinct_ones() -> None:
    first = next(iter(imported(obf()).boards.values()))
    boards = {name: replace(first, id=name) for name in ("a/b", "a_b", "..", "", "a/b" * 99)}
    board_set = replace(imported(obf()), boards=boards, root_id="..")
    again = imported(to_obz(board_set))
    assert again == board_set
    assert len({board.path for board in again.boards.values()}) == 5


def test_a_set_with_an_unsafe_file_path_is_not_exported() -> None:
    with pytest.raises(ValueError, match="1 files"):
        to_obz(replace(imported(obf()), files={"../x": b""}))


def test_a_board_taken_out_of_a_package_carries_its_files_along() -> None:
    record = {**IMAGE, "data": None, "path": "p.png", "ext_keep": "me"}
    home = obf([{"id": 1, "label": "x", "image_id": "i", "load_board": {"path": "b.obf"}}], images=[record])
    package = zipped(
        {
            "manifest.json": manifest(boards={"home": "home.obf", "b": "b.obf"}, images={"i": "p.png"}),
            "home.obf": home,
            "b.obf": obf(id="b"),
            "p.png": PIXEL,
        }
    )
    alone = imported(to_obf(imported(package), "home"))
    link = alone.boards["home"].buttons[0].load_board
    assert link is not None
    assert link.id == "b"
    assert alone.images["i"].path is None
    assert read(to_obf(alone, "home")).board_set == alone
    assert content_of(alone.images["i"].data or "") == PIXEL
