"""A board with all that it leads to, as the set that a file is written from."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.db import board_sets, boards, care
from api.db.board_sets import Placed
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.board_content import Exported, Exports, to_obf
from api.domain.errors import NotFound
from api.domain.obf import compose, storage
from api.domain.obf.model import NO_EXTRA, Board, BoardSet
from api.domain.permissions import Action, permit
from api.operations.boards.writing import NO_SUCH_BOARD

NO_PACKAGE: storage.Package = {"images": {}, "sounds": {}, "files": {}, "extra": NO_EXTRA, "paths_extra": NO_EXTRA}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A board that is exported, where it came from, and its content."""

    placed: Placed
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Leaving:
    """The boards of a file by the package that they came in, that of the root first, and what the root is called."""

    root_id: str
    groups: dict[UUID | None, list[Board]]


async def linked_set(connection: Connection, caller: UUID, person_id: UUID, board_id: UUID) -> BoardSet:
    """Return the board, every board that can be reached from it, and the others that came in its package.

    It is noted in the audit.
    """
    permit(await care.relation_noted(connection, caller, person_id, Audited.BOARDS_EXPORTED, board_id), Action.READ)
    heads = {head.board_id: head.content for head in await boards.heads_of(connection, person_id)}
    if board_id not in heads:
        raise NotFound(NO_SUCH_BOARD)
    placed = {board.id: board for board in await board_sets.placed_boards(connection, person_id)}
    # What takes long is done beside the event loop, which carries alerts.
    leaving = await asyncio.to_thread(_leaving, board_id, heads, placed)
    sets = [set_id for set_id in leaving.groups if set_id is not None]
    packages = await board_sets.packages_of(connection, person_id, sets)
    parts = []
    for set_id, members in leaving.groups.items():
        package = NO_PACKAGE if set_id is None else packages[set_id]
        if set_id != placed[board_id].set_id:
            package = storage.listed_by(members, package)
        kept = await board_sets.media_contents(connection, person_id, storage.contents_of(package))
        parts.append(await asyncio.to_thread(storage.put_together, members, package, kept))
    return await asyncio.to_thread(compose.joined, leaving.root_id, parts)


def _leaving(root: UUID, heads: Mapping[UUID, str], placed: Mapping[UUID, Placed]) -> _Leaving:
    contents = {name: json.loads(content) for name, content in heads.items()}
    chosen = [_Chosen(placed[name], contents[name]) for name in _reached(root, contents, placed)]
    exports = Exports(_named(chosen))
    groups: dict[UUID | None, list[Board]] = {placed[root].set_id: []}
    for board in chosen:
        written = to_obf(board.content, str(board.placed.id), exports)
        groups.setdefault(board.placed.set_id, []).append(written)
    return _Leaving(exports.names[str(root)].id, groups)


def _reached(start: UUID, contents: Mapping[UUID, Mapping[str, Any]], placed: Mapping[UUID, Placed]) -> list[UUID]:
    """The start, what came in its package, and what can be reached from these, each once, however they are linked."""
    package = placed[start].set_id
    mates = [name for name in placed if package is not None and placed[name].set_id == package and name in contents]
    reached = dict.fromkeys([*mates, start])
    todo = list(reached)
    while todo:
        for name in _led_to(contents[todo.pop()]):
            if name in contents and name not in reached:
                reached[name] = None
                todo.append(name)
    return list(reached)


def _led_to(content: Mapping[str, Any]) -> Iterable[UUID]:
    links = (button.get("load_board") or {} for button in content["buttons"])
    return [UUID(link["board"]) for link in links if link.get("board") is not None]


def _named(chosen: Iterable[_Chosen]) -> dict[str, Exported]:
    """What each board is called in the file, by our id: as its package called it, where that is still free."""
    names: dict[str, Exported] = {}
    ids: set[str] = set()
    paths: set[str] = set()
    for board in chosen:
        source = board.placed.source_id
        name = str(board.placed.id) if source is None or source in ids else source
        path = None if board.placed.path in paths else board.placed.path
        ids.add(name)
        if path is not None:
            paths.add(path)
        names[str(board.placed.id)] = Exported(name, path)
    return names
