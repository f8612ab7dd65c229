"""Breaking the glass: in an emergency an admin opens a person's record for a while, and who decides is told."""

from datetime import datetime
from uuid import UUID

from api.db import audit, break_glass, care, inbox, people, relations
from api.db.break_glass import BreakGlass, BreakGlassSeen
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import NotAllowed, NotFound, StateConflict
from api.domain.notifications import Kind, notices_to_deciders
from api.domain.permissions import Action, check_break_glass, permit
from api.field_encryption import FieldCipher

NO_SUCH_ACCESS = "There is no such access, or it is not yours to see."


async def begin(
    connection: Connection, access: BreakGlass, cipher: FieldCipher | None, *, second_factor: bool, now: datetime
) -> str:
    """Open the record and return the access as JSON text; without a cipher the reason is sealed later."""
    await relations.lock_circle(connection, access.person_id)
    standing, administers = await people.organisation_of_person(connection, access.account_id, access.person_id)
    check_break_glass(administers=administers, standing=standing, second_factor=second_factor)
    text = await break_glass.insert_break_glass(connection, access, cipher)
    name = await care.caregiver_name(connection, access.account_id)
    body = {"by": name, "reason_code": access.reason_code, "minutes": access.minutes}
    circle = await care.circle_of(connection, access.person_id)
    notices = notices_to_deciders(Kind.BREAK_GLASS, body, circle, access.account_id)
    await inbox.append_notices(connection, access.person_id, now, notices)
    await audit.note(connection, access.person_id, Audited.BREAK_GLASS_BEGUN, access.id)
    return text


async def end(connection: Connection, caller: UUID, access_id: UUID) -> None:
    """Close the record again before the time is over: whoever opened it, or whoever decides about the person."""
    access = await seen(connection, access_id)
    if access.account_id != caller:
        standing, administers = await people.organisation_of_person(connection, caller, access.person_id)
        if administers and standing is None:
            raise NotAllowed("Whoever broke the glass ends it, or who decides about the person.")
        permit(standing, Action.DECIDE)
    if not access.running:
        raise StateConflict("This access is over already.")
    await break_glass.end_break_glass(connection, access_id)
    await relations.end_relation(connection, access.relation_id)
    await audit.note(connection, access.person_id, Audited.BREAK_GLASS_ENDED, access_id)


async def review(
    connection: Connection, caller: UUID, access_id: UUID, *, justified: bool, note: str | None, now: datetime
) -> str:
    """Note afterwards whether it was right, and return the access as JSON text; `note` comes sealed."""
    access = await seen(connection, access_id)
    if access.account_id == caller:
        raise NotAllowed("Whoever broke the glass does not review it.")
    standing, administers = await people.organisation_of_person(connection, caller, access.person_id)
    permit_decider(standing, administers=administers)
    if access.running:
        raise StateConflict("This access is still running; end it, then review it.")
    text = await break_glass.review_break_glass(connection, access_id, caller, justified=justified, note=note, at=now)
    if text is None:
        raise StateConflict("This access was reviewed already.")
    await audit.note(connection, access.person_id, Audited.BREAK_GLASS_REVIEWED, access_id)
    return text


async def seen(connection: Connection, access_id: UUID) -> BreakGlassSeen:
    """Return an access that the caller may see. Raises NotFound."""
    access = await break_glass.break_glass_seen(connection, access_id)
    if access is None:
        raise NotFound(NO_SUCH_ACCESS)
    return access


def permit_decider(standing: str | None, *, administers: bool) -> None:
    """Do nothing for an admin of the person's organisation and for who decides about the person."""
    if not administers:
        permit(standing, Action.DECIDE)
