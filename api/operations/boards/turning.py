"""Going back to an earlier version, deleting a board, making another one the home board: all can be undone."""

import json
from collections.abc import Mapping
from uuid import UUID

from api.db import board_history, boards
from api.db.pool import Connection
from api.domain.errors import NotFound, StateConflict
from api.domain.help_button import keep_help
from api.operations.boards.writing import NO_SUCH_BOARD, Saved, desk, expect

IS_HOME = "This is the home board; make another one the home board first."


async def restore_version(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    board_id: UUID,
    version: int,
    *,
    expected_version: int | None,
    licences: Mapping[str, str],
) -> Saved:
    """Write an earlier version, or the side version of a conflict, as the newest; a deleted board comes back so."""
    writing = await desk(connection, caller, person_id)
    head = await writing.head(board_id)
    content = await board_history.content_of(connection, person_id, board_id, version)
    if head is None or content is None:
        raise NotFound("This board has no such version.")
    expect(head, expected_version)
    await writing.check(head, json.loads(content), licences)
    written = await writing.write(board_id, content, restored_from=version)
    return Saved(board_id, written, created=head.deleted)


async def delete_board(
    connection: Connection, caller: UUID, person_id: UUID, board_id: UUID, *, expected_version: int | None
) -> Saved:
    """Take a board away; its versions stay, and restoring one brings it back."""
    writing = await desk(connection, caller, person_id)
    head = await writing.standing(board_id)
    expect(head, expected_version)
    if head.is_home:
        raise StateConflict(IS_HOME)
    version = await writing.write(board_id, head.content, deleted=True)
    return Saved(board_id, version, created=False)


async def make_home(
    connection: Connection, caller: UUID, person_id: UUID, board_id: UUID, *, expected_version: int | None
) -> Saved:
    """Make a board the home board; it gets a new version, so that nobody takes a copy of the old home board for it."""
    writing = await desk(connection, caller, person_id)
    head = await writing.head(board_id)
    if head is None or head.deleted:
        raise NotFound(NO_SUCH_BOARD)
    expect(head, expected_version)
    if head.is_home:
        return Saved(board_id, head.version, created=False)
    home = await writing.head(None)
    keep_help(None if home is None else json.loads(home.content), json.loads(head.content))
    await boards.move_home(connection, person_id, board_id)
    return Saved(board_id, await writing.write(board_id, head.content), created=False)
