"""The holder of a token answers an invitation, once; whoever has no account yet gets one by accepting."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.db import accounts, care, inbox, invitations, relations
from api.db.invitations import OpenInvitation
from api.db.pool import Connection
from api.domain.errors import Invalid, NotFound
from api.domain.notifications import Kind, notices_to_deciders
from api.domain.permissions import Relation, check_acceptance, require_second_factor

NO_SUCH_INVITATION = "This invitation is unknown, answered, withdrawn or expired; ask for a new one."


@dataclass(frozen=True, slots=True)
class Guest:
    """Who answers: `subject` is None for an account that exists, and then the name is not asked for."""

    account_id: UUID
    second_factor: bool
    subject: str | None
    name: str | None
    locale: str


async def accept_invitation(connection: Connection, guest: Guest, token_hash: bytes, *, now: datetime) -> str:
    """Make the guest what they are invited as and return, as JSON text, whom and as what."""
    invitation = await opened(connection, token_hash)
    await relations.lock_circle(connection, invitation.person_id)
    role = Relation(invitation.role)
    if role is not Relation.SELF:
        require_second_factor(second_factor=guest.second_factor)
    check_acceptance(
        role,
        standing=await care.relation_to(connection, guest.account_id, invitation.person_id),
        person_has_account=invitation.person_has_account,
        is_person=await accounts.is_person(connection, guest.account_id),
    )
    name = await settle(connection, guest, role)
    if await invitations.answer_invitation(connection, token_hash, "accepted") is None:
        raise NotFound(NO_SUCH_INVITATION)
    circle = await care.circle_of(connection, invitation.person_id)
    body = {"name": name or invitation.person_name, "role": role}
    notices = notices_to_deciders(Kind.JOINED, body, circle, guest.account_id)
    await inbox.append_notices(connection, invitation.person_id, now, notices)
    return json.dumps({"person_id": str(invitation.person_id), "role": role})


async def settle(connection: Connection, guest: Guest, role: Relation) -> str | None:
    """Give the guest the account and the profile that the role asks for; return a caregiver's name."""
    if guest.subject is not None and not await accounts.insert_account(connection, guest.account_id, guest.subject):
        raise NotFound(NO_SUCH_INVITATION)
    if role is Relation.SELF:
        return None
    known = await care.caregiver_name(connection, guest.account_id)
    if known is not None:
        return known
    if guest.name is None:
        raise Invalid("name", "must be sent: you have no name here yet")
    await care.save_caregiver(connection, guest.account_id, guest.name, guest.locale)
    return guest.name


async def opened(connection: Connection, token_hash: bytes) -> OpenInvitation:
    """Return the invitation that a token opens. Raises NotFound."""
    invitation = await invitations.open_invitation(connection, token_hash)
    if invitation is None:
        raise NotFound(NO_SUCH_INVITATION)
    return invitation
