"""Boards that others made, where they are at hand: imported, exported and imported again they are the same."""

import json
from pathlib import Path

import pytest

from api.domain.obf import links
from api.domain.obf.export import to_obf, to_obz
from api.domain.obf.importing import read
from api.domain.obf.native import from_native, to_native
from tests.unit.api.obf.writing_files import imported

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "obf"
FILES = sorted(FOLDER.glob("*.ob[fz]")) if FOLDER.is_dir() else []
NEEDED = pytest.mark.skipif(not FILES, reason="the outside boards are not beside this checkout (../shared/data/obf)")


@NEEDED
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_outside_file_comes_back_the_same(path: Path) -> None:
    board_set = imported(path.read_bytes())
    assert imported(to_obz(board_set)) == board_set
    assert from_native(json.loads(json.dumps(to_native(board_set), sort_keys=True))) == board_set
    for name in board_set.boards:
        alone = imported(to_obf(board_set, name))
        assert imported(to_obf(alone, name)) == alone


@NEEDED
@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".obf"], ids=lambda path: path.name)
def test_an_outside_board_is_written_with_the_values_that_it_had(path: Path) -> None:
    def with_text_ids(value: object) -> object:
        if isinstance(value, list):
            return [with_text_ids(item) for item in value]
        if isinstance(value, dict):
            return {
                key: str(item) if key.endswith("id") and isinstance(item, int) else with_text_ids(item)
                for key, item in value.items()
                if key != "order"
            }
        return value

    board_set = imported(path.read_bytes())
    written = json.loads(to_obf(board_set, board_set.root_id))
    assert with_text_ids(written) == with_text_ids(json.loads(path.read_text("utf-8-sig")))


def lots_of_stuff() -> bytes:
    path = FOLDER / "lots-of-stuff.obz"
    if not path.exists():
        pytest.skip("lots-of-stuff.obz is not beside this checkout (../shared/data/obf)")
    return path.read_bytes()


def test_the_five_images_without_content_are_reported_and_not_lost() -> None:
    data = lots_of_stuff()
    told = read(data).report.of("image-remote", "image-symbol", "image-unknown")
    again = imported(to_obz(imported(data)))
    used = {button.image_id for board in again.boards.values() for button in board.buttons}
    without = {"i7": False, "i14": True, "i49": True, "i22": True, "i67": True, "i11": True, "i9": False}
    assert {name for name in without if any(f'"{name}"' in finding.detail for finding in told)} == {
        name for name, is_told in without.items() if is_told
    }
    assert len(told) == 5
    assert set(without) <= used & set(again.images)


def test_the_remote_link_is_kept_and_all_boards_but_the_linked_one_lead_on() -> None:
    board_set = imported(lots_of_stuff())
    (broken,) = links.broken(board_set)
    assert (broken.board, broken.button, broken.is_remote) == ("lots_of_stuff", "b2", True)
    assert set(links.reachable(board_set)) == set(board_set.boards)


def test_extensions_hidden_buttons_and_colours_are_kept() -> None:
    board_set = imported(lots_of_stuff())
    linked = {button.id: button for button in board_set.boards["link"].buttons}
    assert linked["b5"].hidden is True
    assert linked["b5"].extra == '{"ext_speaker_should_be_hidden_in_preview":true}'
    assert linked["b1"].border_color == "rgb( 255, 0,  0) "
    assert linked["b4"].action == ":clear"
    assert '"data_url":"http://www.example.com/download/load_board.obf?auth=asdfjkl"' in linked["b2"].extra
