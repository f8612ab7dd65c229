"""Saving a board as a new version, provided that the editor saw the newest one."""

import json
from typing import Any
from uuid import UUID

from api.db import audit, boards, care
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.boards import check_board
from api.domain.errors import VersionMismatch
from api.domain.permissions import Action, permit

CHANGED = "Somebody else has saved this board meanwhile; load it again, then save."


async def save_board(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    board: dict[str, Any],
    *,
    expected_version: int | None,
    known_symbols: frozenset[str],
) -> int:
    """Return the version that was saved; `expected_version` is the one edited, 0 for a first board, None for any."""
    permit(await care.relation_to(connection, caller, person_id), Action.EDIT_BOARD)
    check_board(board, known_symbols)
    newest = await boards.newest_board(connection, person_id)
    current = 0 if newest is None else newest.version
    if expected_version is not None and expected_version != current:
        raise VersionMismatch(CHANGED)
    if not await boards.insert_board(connection, person_id, current + 1, json.dumps(board), caller):
        raise VersionMismatch(CHANGED)
    await audit.note(connection, person_id, Audited.BOARD_SAVED, str(current + 1))
    return current + 1
