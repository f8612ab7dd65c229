"""Inviting somebody to care for a person: whoever decides says as what, until when, and who consents."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.db import audit, care, invitations
from api.db.invitations import NewInvitation
from api.db.pool import Connection
from api.domain.audit import Audited
from api.domain.errors import Invalid, StateConflict
from api.domain.permissions import Relation, check_grant

MOST_PENDING = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered, and who consented: the person, or a guardian for them."""

    person_id: UUID
    role: Relation
    consent: str
    valid_for: timedelta
    until: datetime | None


async def invite(
    connection: Connection, caller: UUID, offer: Offer, token: str, invitation_id: UUID, *, now: datetime
) -> datetime:
    """Save the invitation and return when it expires; of the token only the hash is kept."""
    standing = await care.relation_to(connection, caller, offer.person_id)
    check_grant(standing, offer.role)
    if standing == Relation.SELF and offer.consent != "person":
        raise Invalid("consent", "is your own to give: it must be person")
    if offer.until is not None and (offer.until <= now or offer.role is Relation.SELF):
        raise Invalid("until", "must lie ahead, and a person's own account never ends")
    if await invitations.count_pending(connection, offer.person_id) >= MOST_PENDING:
        raise StateConflict("Too many invitations wait for an answer; withdraw some.")
    expires_at = now + offer.valid_for
    await invitations.insert_invitation(
        connection,
        NewInvitation(
            id=invitation_id,
            person_id=offer.person_id,
            role=offer.role,
            token_hash=hash_of(token),
            invited_by=caller,
            consent=offer.consent,
            created_at=now,
            expires_at=expires_at,
            until=offer.until,
        ),
    )
    await audit.note(connection, offer.person_id, Audited.INVITATION_MADE, invitation_id)
    return expires_at


def hash_of(token: str) -> bytes:
    """Return what is kept of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).digest()
