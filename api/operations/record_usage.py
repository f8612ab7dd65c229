"""A device hands in what a person said; a batch that is sent again adds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import audit, care, logs
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.permissions import Action, permit
from api.domain.usage import Refused, UsageEvent, sorted_out


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many events are new, how many came before, and which are refused."""

    accepted: int
    repeated: int
    refused: list[Refused]


async def record_usage(
    connection: Connection, caller: UUID, person_id: UUID, events: Sequence[UsageEvent], *, now: datetime
) -> Recorded:
    """Return what became of a batch."""
    permit(await care.relation_to(connection, caller, person_id), Action.RECORD_USE)
    kept, refused = sorted_out(events, now)
    accepted = await logs.insert_events(connection, person_id, caller, kept) if kept else 0
    if accepted:
        await audit.note(connection, person_id, Audited.USE_RECORDED)
    return Recorded(accepted, len(kept) - accepted, refused)
