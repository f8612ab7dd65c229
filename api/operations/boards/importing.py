"""Taking over the boards of an .obf or .obz: all of them or none, the same file twice being the same boards."""

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from api.db import audit, board_history, board_sets, boards
from api.db.board_sets import StoredSet
from api.db.boards import Origin
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.board_content import from_obf
from api.domain.errors import Invalid
from api.domain.licences import is_allowed
from api.domain.obf.licensing import non_commercial_parts
from api.domain.obf.links import by_path
from api.domain.obf.model import BoardSet
from api.domain.obf.report import Imported, Report
from api.domain.obf.storage import taken_apart
from api.operations.boards.writing import Desk, desk

MOST_BOARDS = 5_000
MOST_MEDIA_BYTES = 200 << 20


def check_taken(imported: Imported, *, commercial: bool) -> BoardSet:
    """Return the set that a file holds. Raises Invalid: import-refused, licence-non-commercial."""
    if imported.board_set is None:
        code = imported.report.findings[-1].code
        what = f"cannot be imported ({code}); with dry_run=true the report says more"
        raise Invalid("body", what, kind="import-refused")
    if commercial and (parts := non_commercial_parts(imported.board_set)):
        what = f"holds {len(parts)} boards, pictures or sounds that a commercial organisation may not use"
        raise Invalid("body", what, kind="licence-non-commercial")
    return imported.board_set


async def import_boards(
    connection: Connection,
    caller: UUID,
    person_id: UUID,
    imported: Imported,
    *,
    licences: Mapping[str, str],
    new_id: Callable[[], UUID],
) -> dict[str, Any]:
    """Return what was made and the report, as JSON values."""
    writing = await desk(connection, caller, person_id)
    board_set = check_taken(imported, commercial=writing.commercial)
    known = await board_sets.set_by_fingerprint(connection, person_id, imported.fingerprint)
    if known is None:
        return await _take_over(writing, board_set, imported, licences, new_id)
    await _bring_back(writing, known.id)
    await audit.note(connection, person_id, Audited.BOARDS_IMPORTED, known.id)
    return await _told(connection, person_id, known, already=True)


async def _take_over(
    writing: Desk,
    board_set: BoardSet,
    imported: Imported,
    licences: Mapping[str, str],
    new_id: Callable[[], UUID],
) -> dict[str, Any]:
    connection, person_id = writing.connection, writing.person_id
    if len(await board_sets.placed_boards(connection, person_id)) + len(board_set.boards) > MOST_BOARDS:
        raise Invalid("body", f"would give this person more than {MOST_BOARDS} boards", kind="too-many-boards")
    ids = {name: new_id() for name in board_set.boards}
    usable = {symbol for symbol, terms in licences.items() if is_allowed(terms, commercial=writing.commercial)}
    # What takes long is done beside the event loop, which carries alerts.
    package, contents = await asyncio.to_thread(taken_apart, board_set)
    written = await asyncio.to_thread(_contents, board_set, ids, usable)
    stored = StoredSet(new_id(), ids[board_set.root_id], package, findings(imported.report))
    await board_sets.insert_set(connection, person_id, stored, imported.fingerprint, writing.caller)
    if await board_sets.insert_media(connection, person_id, contents) > MOST_MEDIA_BYTES:
        what = f"would give this person more than {MOST_MEDIA_BYTES >> 20} MB of pictures and sounds"
        raise Invalid("body", what, kind="too-much-media")
    for name, board in board_set.boards.items():
        await boards.insert_board(connection, person_id, ids[name], origin=Origin(stored.id, name, board.path))
        await writing.write(ids[name], written[name])
    if not await boards.has_home(connection, person_id):
        await boards.move_home(connection, person_id, stored.root_id)
    await audit.note(connection, person_id, Audited.BOARDS_IMPORTED, stored.id)
    return await _told(connection, person_id, stored, already=False)


def _contents(board_set: BoardSet, ids: Mapping[str, UUID], usable: Collection[str]) -> dict[str, str]:
    """The stored form of each board, as JSON text, by the id that it has in the file."""
    paths = by_path(board_set.boards)
    return {name: json.dumps(from_obf(board, ids, paths, usable)) for name, board in board_set.boards.items()}


async def _bring_back(writing: Desk, set_id: UUID) -> None:
    """Write the first version again of those boards of the package that were deleted."""
    for placed in await board_sets.placed_boards(writing.connection, writing.person_id):
        head = await writing.head(placed.id) if placed.set_id == set_id else None
        if head is None or not head.deleted:
            continue
        first = await board_history.first_version(writing.connection, writing.person_id, placed.id)
        content = await board_history.content_of(writing.connection, writing.person_id, placed.id, first or 0)
        await writing.write(placed.id, content or head.content, restored_from=first)


async def _told(connection: Connection, person_id: UUID, stored: StoredSet, *, already: bool) -> dict[str, Any]:
    placed = [board for board in await board_sets.placed_boards(connection, person_id) if board.set_id == stored.id]
    return {
        "taken": True,
        "already": already,
        "root": str(stored.root_id),
        "boards": [{"id": str(board.id), "source_id": board.source_id} for board in placed],
        "report": stored.report,
    }


def findings(report: Report) -> list[dict[str, Any]]:
    """Return a report as JSON values."""
    return [asdict(finding) for finding in report.findings]


def trial(imported: Imported) -> dict[str, Any]:
    """Return what an import would say, without making anything."""
    taken = imported.board_set is not None
    return {"taken": taken, "already": False, "root": None, "boards": [], "report": findings(imported.report)}
