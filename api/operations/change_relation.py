"""One relation of a person's circle ends or becomes another; the past is kept as it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import audit, care, relations
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import NotFound
from api.domain.permissions import Relation, check_change


@dataclass(frozen=True, slots=True)
class Change:
    """What shall become of a relation: None for an end; `without_manager` agrees that nobody decides afterwards."""

    becomes: Relation | None
    until: datetime | None = None
    without_manager: bool = False


async def change_relation(connection: Connection, caller: UUID, relation_id: UUID, change: Change) -> str:
    """Make the change and return, as JSON text, the circle as it is then."""
    person_id = await relations.person_of_relation(connection, relation_id)
    if person_id is None:
        raise NotFound("There is no such relation, or you do not decide about the person.")
    await relations.lock_circle(connection, person_id)
    circle = await relations.circle_of_person(connection, person_id)
    target = next((one for one in circle if one.id == relation_id), None)
    if target is None:
        raise NotFound("There is no such relation, or you do not decide about the person.")
    standing = await care.relation_to(connection, caller, person_id)
    check_change(
        caller,
        standing,
        target,
        change.becomes,
        circle,
        ends=change.until is not None,
        without_manager=change.without_manager,
    )
    await relations.end_relation(connection, target.id)
    if change.becomes is not None:
        await relations.insert_relation(connection, target, change.becomes, change.until, caller)
    action = Audited.RELATION_ENDED if change.becomes is None else Audited.RELATION_CHANGED
    await audit.note(connection, person_id, action, target.id)
    return await relations.circle_json(connection, person_id)
