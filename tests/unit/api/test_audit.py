"""A chain of entries that was touched does not hold any more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.db.audit_verify import anchors_in
from api.domain.audit import GENESIS, Audited, Entry, Head, Verification, link

SAM, ROSA, ANA = UUID(int=1), UUID(int=2), UUID(int=3)
START = datetime(2026, 11, 25, 8, tzinfo=UTC)


def chain(person: UUID, length: int) -> list[Entry]:
    """Return entries that hold together."""
    entries, previous = [], GENESIS
    for seq in range(1, length + 1):
        action = Audited.BOARD_READ if seq % 2 else Audited.ALERT_RAISED
        bare = Entry(person, seq, ANA if seq % 3 else None, action, None, START + timedelta(seconds=seq), b"")
        previous = link(previous, bare)
        entries.append(replace(bare, hash=previous))
    return entries


def breaks(
    entries: Iterable[Entry], heads: dict[UUID, Head] | None = None, anchors: Iterable[bytes] = ()
) -> list[tuple[UUID | None, int | None]]:
    """Return where the chains break."""
    verification = Verification(heads or {}, frozenset(anchors))
    for entry in entries:
        verification.see(entry)
    return [(found.person_id, found.seq) for found in verification.finish()]


def test_chains_that_nobody_touched_hold_and_may_have_grown_since_their_heads_were_read() -> None:
    sam, rosa = chain(SAM, 5), chain(ROSA, 3)
    heads = {SAM: Head(4, sam[3].hash), ROSA: Head(3, rosa[2].hash)}
    assert breaks([*sam, *rosa], heads, [sam[1].hash, rosa[2].hash]) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"account_id": None},
        {"action": "board_saved"},
        {"object_id": "1"},
        {"at": START},
        {"person_id": ROSA},
        {"hash": bytes(32)},
    ],
)
def test_a_changed_entry_is_found(changed: dict[str, object]) -> None:
    entries = chain(SAM, 5)
    entries[1] = replace(entries[1], **changed)  # type: ignore[arg-type] # one field of each kind
    assert breaks(entries) != []


def test_a_forged_entry_is_told_once_if_its_hash_was_left_alone() -> None:
    entries = chain(SAM, 5)
    entries[1] = replace(entries[1], action="board_saved")
    assert breaks(entries) == [(SAM, 2)]


def test_a_removed_entry_is_found_at_the_start_and_in_the_middle() -> None:
    entries = chain(SAM, 5)
    assert breaks(entries[1:]) == [(SAM, 2)]
    assert breaks([*entries[:2], *entries[3:]]) == [(SAM, 4)]


def test_entries_that_changed_places_are_found() -> None:
    entries = chain(SAM, 4)
    swapped = [entries[0], replace(entries[2], seq=2), replace(entries[1], seq=3), entries[3]]
    assert (SAM, 2) in breaks(swapped)


@pytest.mark.parametrize("left", [0, 3])
def test_a_tail_that_was_cut_off_is_found_by_the_head(left: int) -> None:
    entries = chain(SAM, 5)
    assert breaks(entries[:left], {SAM: Head(5, entries[4].hash)}) == [(SAM, 5)]


def test_a_chain_written_anew_with_its_head_is_found_by_what_the_log_holds() -> None:
    entries, forged = chain(SAM, 3), chain(SAM, 2)
    assert breaks(forged, {SAM: Head(2, forged[1].hash)}) == []
    assert breaks(forged, {SAM: Head(2, forged[1].hash)}, [entries[2].hash]) == [(None, None)]


def test_the_log_is_read_for_the_ends_of_chains_alone() -> None:
    lines = [
        '{"event": "audit_sealed", "heads": ["0aff", "00"]}',
        '{"event": "request", "heads": ["11"]}',
        "not JSON",
        '{"event": "audit_sealed", "heads": ["no hex"]}',
        "[]",
    ]
    assert anchors_in(lines) == {b"\x0a\xff", b"\x00"}


def test_what_only_looks_is_told_from_what_changes() -> None:
    looks = {
        *("ALERT_READ", "AUDIT_READ", "NOTIFICATIONS_READ", "RECORD_EXPORTED"),
        *("BOARDS_READ", "BOARD_READ", "BOARD_HISTORY_READ", "BOARD_LOCK_READ", "BOARDS_EXPORTED"),
        *("TASKS_READ", "TASK_READ", "USE_READ", "USE_EXPORTED", "SPEECH_READ"),
        *("PERSON_READ", "RELATIONS_READ", "INVITATIONS_READ", "BREAK_GLASS_READ"),
    }
    assert {action.name for action in Audited if not action.changes} == looks
