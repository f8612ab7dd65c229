"""Boards of several packages in one file: nothing of one takes the place of another's."""

from dataclasses import replace

from hypothesis import given, settings

from api.domain.obf.compose import Part, joined
from api.domain.obf.export import to_obz
from api.domain.obf.model import BoardSet
from api.domain.obf.storage import contents_of, listed_by, put_together, taken_apart
from tests.unit.api.obf.strategies import board_sets
from tests.unit.api.obf.writing_files import LICENCE, PIXEL, imported, manifest, obf, zipped


def package(board_id: str, content: bytes) -> BoardSet:
    """A package whose only picture has the same id and path in all of them."""
    image = {"id": "i", "path": "p.png", "content_type": "image/png", "width": 1, "height": 1, "license": LICENCE}
    home = obf([{"id": "b", "label": board_id, "image_id": "i"}], id=board_id, images=[image])
    return imported(
        zipped({"manifest.json": manifest(boards={board_id: "home.obf"}), "home.obf": home, "p.png": content})
    )


def part(board_set: BoardSet) -> Part:
    boards = tuple(replace(board, path=None) for board in board_set.boards.values())
    return Part(boards, board_set.images, board_set.sounds, board_set.files)


def shown(board_set: BoardSet, board_id: str) -> bytes:
    """The content of the picture of a board's button."""
    button = board_set.boards[board_id].buttons[0]
    return board_set.files[board_set.images[button.image_id or ""].path or ""]


def test_pictures_of_one_name_stay_two() -> None:
    other = PIXEL + b"other"
    went = imported(to_obz(joined("one", [part(package("one", PIXEL)), part(package("two", other))])))
    assert (shown(went, "one"), shown(went, "two")) == (PIXEL, other)
    assert len(went.images) == len(went.files) == 2


def test_the_same_picture_of_two_packages_is_one() -> None:
    went = imported(to_obz(joined("one", [part(package("one", PIXEL)), part(package("two", PIXEL))])))
    assert (shown(went, "one"), shown(went, "two")) == (PIXEL, PIXEL)
    assert len(went.images) == len(went.files) == 1


@settings(deadline=None, max_examples=50)
@given(board_sets())
def test_a_set_taken_apart_is_put_together_the_same(board_set: BoardSet) -> None:
    stored, contents = taken_apart(board_set)
    assert contents_of(stored) == contents.keys()
    assert joined(board_set.root_id, [put_together(board_set.boards.values(), stored, contents)]) == board_set


@settings(deadline=None, max_examples=50)
@given(board_sets())
def test_a_part_takes_along_what_its_boards_list_and_nothing_else(board_set: BoardSet) -> None:
    stored, contents = taken_apart(board_set)
    some = [board_set.boards[board_set.root_id]]
    taken = put_together(some, listed_by(some, stored), contents)
    assert set(taken.images) == set(some[0].images)
    used = {media.path for media in (*taken.images.values(), *taken.sounds.values())}
    assert set(taken.files) == used & set(board_set.files)
