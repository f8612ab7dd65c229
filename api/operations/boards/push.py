"""Edits of a device that was away: what fits is saved, and what does not is kept beside, never instead."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from api.db import board_history, boards
from api.db.pool import Connection
from api.operations.boards.writing import Desk, desk


@dataclass(frozen=True, slots=True)
class Pushed:
    """A board as a device has it, and the version that the device had edited, 0 for a board of its own."""

    board_id: UUID
    base: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit: `version` holds it, and in a conflict `current` is what is shown for now."""

    board_id: UUID
    outcome: Literal["saved", "already", "conflict"]
    version: int
    current: int


async def push_changes(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    changes: Sequence[Pushed],
    *,
    licences: Mapping[str, str],
) -> list[Outcome]:
    """Take all edits over, or none if one of them cannot be taken; sent again they change nothing more."""
    writing = await desk(connection, caller, person_id)
    return [await _push(writing, change, licences) for change in changes]


async def _push(writing: Desk, change: Pushed, licences: Mapping[str, str]) -> Outcome:
    head = await writing.head(change.board_id)
    content = json.dumps(change.content)
    if head is not None:
        again = await board_history.same_content_since(
            writing.connection, writing.person_id, change.board_id, change.base, content
        )
        if again is not None:
            version, conflict = again
            settled = conflict is None or version < head.version
            return Outcome(change.board_id, "already" if settled else "conflict", version, head.version)
    await writing.check(head, change.content, licences)
    if head is None:
        first = not await boards.has_home(writing.connection, writing.person_id)
        await boards.insert_board(writing.connection, writing.person_id, change.board_id, is_home=first)
    if head is None or head.version == change.base:
        version = await writing.write(change.board_id, content)
        return Outcome(change.board_id, "saved", version, version)
    version = await writing.write(change.board_id, content, conflicts_with=head.version)
    return Outcome(change.board_id, "conflict", version, head.version)
