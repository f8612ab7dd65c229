"""Where buttons lead; boards linking to each other in circles are normal."""

from collections import deque
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from api.domain.obf.model import Board, BoardSet, Button, Link
from api.domain.obf.paths import spelled


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A button whose board is not in the set; `is_remote` when it names an address elsewhere."""

    board: str
    button: str
    link: Link
    is_remote: bool


def by_path(boards: Mapping[str, Board]) -> dict[str, str]:
    """Board ids by the path of their file."""
    return {board.path: name for name, board in boards.items() if board.path is not None}


def target(link: Link, boards: Container[str], paths: Mapping[str, str]) -> str | None:
    """The id of the board that a link leads to: by its path, else by its id; None when the set has no such board."""
    if link.path is not None and (found := paths.get(spelled(link.path))) is not None:
        return found
    return link.id if link.id is not None and link.id in boards else None


def linking(board: Board) -> Iterator[tuple[Button, Link]]:
    """The board's buttons that lead somewhere."""
    return ((button, button.load_board) for button in board.buttons if button.load_board is not None)


def reachable(board_set: BoardSet, start: str | None = None) -> tuple[str, ...]:
    """Ids of the boards that can be opened from the start (the root, unless told), nearest first, each once."""
    first = board_set.root_id if start is None else start
    paths = by_path(board_set.boards)
    seen = {first: None} if first in board_set.boards else {}
    waiting = deque(seen)
    while waiting:
        for _, link in linking(board_set.boards[waiting.popleft()]):
            found = target(link, board_set.boards, paths)
            if found is not None and found not in seen:
                seen[found] = None
                waiting.append(found)
    return tuple(seen)


def unreachable(board_set: BoardSet) -> tuple[str, ...]:
    """Ids of the boards that no way leads to from the root."""
    found = set(reachable(board_set))
    return tuple(name for name in board_set.boards if name not in found)


def broken(board_set: BoardSet) -> tuple[BrokenLink, ...]:
    """Links to boards that the set does not have, in the order of boards and buttons."""
    paths = by_path(board_set.boards)
    return tuple(
        BrokenLink(name, button.id, link, is_remote=bool(link.url or link.data_url))
        for name, board in board_set.boards.items()
        for button, link in linking(board)
        if target(link, board_set.boards, paths) is None
    )
