"""Saving a board as a new version, provided that the editor saw the newest one."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.db import boards
from api.db.pool import Connection
from api.domain.board_content import is_plain
from api.domain.boards import check_board
from api.domain.errors import StateConflict
from api.operations.boards.writing import Saved, desk, expect

MORE_THAN_PLAIN = (
    "This board holds pictures, links or other things that this address cannot save; "
    "save it at /user/{id}/boards/{board} instead."
)


async def save_home_board(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    board: dict[str, Any],
    *,
    new_id: UUID,
    expected_version: int | None,
    licences: Mapping[str, str],
) -> int:
    """Return the version that was saved; `expected_version` is the one edited, 0 for a first board, None for any."""
    writing = await desk(connection, caller, person_id)
    head = await writing.head(None)
    check_board(board, licences)
    expect(head, expected_version)
    await writing.check(head, board, licences)
    if head is None:
        await boards.insert_board(connection, person_id, new_id, is_home=True)
        return await writing.write(new_id, json.dumps(board))
    if not is_plain(json.loads(head.content)):
        raise StateConflict(MORE_THAN_PLAIN)
    return await writing.write(head.board_id, json.dumps(board))


async def save_board(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    board_id: UUID,
    content: dict[str, Any],
    *,
    expected_version: int | None,
    licences: Mapping[str, str],
) -> Saved:
    """Save one of a person's boards; one of an unknown id is made, and one that was deleted comes back."""
    writing = await desk(connection, caller, person_id)
    head = await writing.head(board_id)
    expect(head, expected_version)
    await writing.check(head, content, licences)
    if head is None:
        first = not await boards.has_home(connection, person_id)
        await boards.insert_board(connection, person_id, board_id, is_home=first)
    version = await writing.write(board_id, json.dumps(content))
    return Saved(board_id, version, created=head is None or head.deleted)
