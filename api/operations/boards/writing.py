"""What every edit of a board goes through: the permission, the lock, the newest version, and the rules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.db import audit, board_sets, boards, care
from api.db.boards import Head, NewVersion
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.board_content import KnownMedia, check_content
from api.domain.errors import NotFound, VersionMismatch
from api.domain.help_button import keep_help
from api.domain.permissions import Action, permit

CHANGED = "Somebody else has saved this board meanwhile; load it again, then save."
NO_SUCH_BOARD = "This person has no such board."


@dataclass(frozen=True, slots=True)
class Saved:
    """What an edit came to: the version written, and whether the board was new."""

    board_id: UUID
    version: int
    created: bool


@dataclass(slots=True)
class Desk:
    """A person's boards while nobody else can write them; `newest` counts on with each version written."""

    connection: Connection
    caller: UUID
    person_id: UUID
    newest: int
    commercial: bool

    async def head(self, board_id: UUID | None) -> Head | None:
        """Return a board, or the home board for None, with its newest version."""
        return await boards.head_of(self.connection, self.person_id, board_id)

    async def standing(self, board_id: UUID) -> Head:
        """Return a board that is there. Raises NotFound."""
        head = await self.head(board_id)
        if head is None or head.deleted:
            raise NotFound(NO_SUCH_BOARD)
        return head

    async def media_of(self, head: Head | None) -> KnownMedia:
        """Return which pictures and sounds a board may list: those of its package."""
        if head is None or head.set_id is None:
            return KnownMedia()
        return KnownMedia(*await board_sets.media_names(self.connection, self.person_id, head.set_id))

    async def check(self, head: Head | None, content: Mapping[str, Any], licences: Mapping[str, str]) -> None:
        """Do nothing if the content may become a board's newest version; `licences` are the vocabulary's by symbol.

        Raises Invalid.
        """
        check_content(content, licences, await self.media_of(head), commercial=self.commercial)
        if head is not None and head.is_home:
            keep_help(json.loads(head.content), content)

    async def write(self, board_id: UUID, content: str, **marks: Any) -> int:
        """Write the next version of a board and return its number."""
        self.newest += 1
        new = NewVersion(board_id, self.newest, content, self.caller, **marks)
        await boards.insert_version(self.connection, self.person_id, new)
        await audit.note(self.connection, self.person_id, Audited.BOARD_SAVED, str(self.newest))
        return self.newest


async def desk(connection: Connection, caller: UUID, person_id: UUID) -> Desk:
    """Return the person's boards to write. Raises NotFound or NotAllowed."""
    permit(await care.relation_to(connection, caller, person_id), Action.EDIT_BOARD)
    return Desk(connection, caller, person_id, *await boards.lock_boards(connection, person_id))


def expect(head: Head | None, expected_version: int | None) -> None:
    """Do nothing if this is the version that the editor saw: 0 for none, None for any. Raises VersionMismatch."""
    current = {0} if head is None else {head.version, 0} if head.deleted else {head.version}
    if expected_version is not None and expected_version not in current:
        raise VersionMismatch(CHANGED)
