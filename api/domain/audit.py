"""Who saw or changed whose record: what is noted, and how a person's chain of entries is checked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

GENESIS = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Audited(StrEnum):
    """What is noted of an account; what does not end in `_read` or `_exported` changes the record."""

    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    ALERT_CANCELLED = "alert_cancelled"
    ALERT_RAISED = "alert_raised"
    ALERT_READ = "alert_read"
    ALERT_RESOLVED = "alert_resolved"
    AUDIT_READ = "audit_read"
    BOARDS_EXPORTED = "boards_exported"
    BOARDS_IMPORTED = "boards_imported"
    BOARDS_LOCKED = "boards_locked"
    BOARDS_READ = "boards_read"
    BOARDS_UNLOCKED = "boards_unlocked"
    BOARD_HISTORY_READ = "board_history_read"
    BOARD_LOCK_READ = "board_lock_read"
    BOARD_READ = "board_read"
    BOARD_SAVED = "board_saved"
    BREAK_GLASS_BEGUN = "break_glass_begun"
    BREAK_GLASS_ENDED = "break_glass_ended"
    BREAK_GLASS_READ = "break_glass_read"
    BREAK_GLASS_REVIEWED = "break_glass_reviewed"
    COVER_MADE = "cover_made"
    COVER_TAKEN_BACK = "cover_taken_back"
    ESCALATION_SAVED = "escalation_saved"
    INVITATIONS_READ = "invitations_read"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_DECLINED = "invitation_declined"
    INVITATION_MADE = "invitation_made"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    NOTIFICATIONS_READ = "notifications_read"
    PERSON_CHANGED = "person_changed"
    PERSON_FOUNDED = "person_founded"
    PERSON_PLACED = "person_placed"
    PERSON_READ = "person_read"
    RECORD_EXPORTED = "record_exported"
    RELATIONS_READ = "relations_read"
    RELATION_CHANGED = "relation_changed"
    RELATION_ENDED = "relation_ended"
    SPEECH_READ = "speech_read"
    TASKS_READ = "tasks_read"
    TASK_CHANGED = "task_changed"
    TASK_EVENT_RECORDED = "task_event_recorded"
    TASK_PLANNED = "task_planned"
    TASK_READ = "task_read"
    TASK_REMOVED = "task_removed"
    USE_EXPORTED = "use_exported"
    USE_READ = "use_read"
    USE_RECORDED = "use_recorded"

    @property
    def changes(self) -> bool:
        """Tell whether it changes the record, and is chained before its transaction commits."""
        return not self.value.endswith(("_read", "_exported"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a person's chain; without an account it was the system itself."""

    person_id: UUID
    seq: int
    account_id: UUID | None
    action: str
    object_id: str | None
    at: datetime
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why."""

    person_id: UUID | None
    seq: int | None
    what: str


def link(previous: bytes, entry: Entry) -> bytes:
    """Return the hash that an entry must have after the hash before it."""
    fields = (
        entry.person_id,
        entry.seq,
        entry.account_id or "",
        entry.action,
        entry.object_id or "",
        (entry.at - EPOCH) // timedelta(microseconds=1),
    )
    return hashlib.sha256(previous + "\n".join(map(str, fields)).encode()).digest()


class Verification:
    """Checks entries in the order of person and number against each other and against where the chains end.

    `heads` were read before the entries, and chains only grow. `anchors` are hashes that once were the end of a chain,
    as the log kept them: what was cut off or written anew by somebody who rules the database no longer holds them.
    """

    def __init__(self, heads: Mapping[UUID, Head], anchors: frozenset[bytes] = frozenset()) -> None:
        self.entries = 0
        self.breaks: list[Break] = []
        self._heads = {person: head for person, head in heads.items() if head.seq > 0}
        self._anchors = set(anchors)
        self._person: UUID | None = None
        self._end = Head(0, GENESIS)

    def see(self, entry: Entry) -> None:
        """Check the next entry against the one before it."""
        if entry.person_id != self._person:
            self._person, self._end = entry.person_id, Head(0, GENESIS)
        if entry.seq != self._end.seq + 1:
            self._found(entry, f"follows {self._end.seq}: entries between them are missing")
        elif entry.hash != link(self._end.hash, entry):
            self._found(entry, "does not match its hash: it, or the order of the entries, was changed")
        self.entries += 1
        # Going on from the stored hash, so that one forged entry is told once and not with all that follow.
        self._end = Head(entry.seq, entry.hash)
        self._anchors.discard(entry.hash)
        if self._heads.get(entry.person_id) == self._end:
            del self._heads[entry.person_id]

    def finish(self) -> list[Break]:
        """Return everything that was found, now that there are no more entries."""
        for person, head in sorted(self._heads.items()):
            self.breaks.append(Break(person, head.seq, "is the head of the chain, but there is no such entry"))
        for anchor in sorted(self._anchors):
            self.breaks.append(Break(None, None, f"no entry has the hash {anchor.hex()}, which the log holds"))
        return self.breaks

    def _found(self, entry: Entry, what: str) -> None:
        self.breaks.append(Break(entry.person_id, entry.seq, what))
