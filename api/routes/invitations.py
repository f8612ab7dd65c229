"""Invitations: made by who decides about a person, answered by who holds the token."""

import secrets
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db import invitations
from api.db.audit import note
from api.db.care import relation_noted, relation_to
from api.db.idempotency import fingerprint, once
from api.dependencies import CallerHere, Services, ServicesHere, SignInHere
from api.domain.audit import Audited
from api.domain.errors import NotFound, StateConflict
from api.domain.permissions import Action, Relation, permit
from api.identity import Caller, SignIn
from api.operations.answer_invitation import Guest, accept_invitation, opened
from api.operations.invite import Offer, hash_of, invite
from api.routes.hot_route import json_response
from api.routes.idempotency_key import OptionalKey, opened_answer, optional_key
from api.schemas.invitations import (
    AcceptInvitation,
    InvitationAccepted,
    InvitationMade,
    InvitationOpened,
    Invitations,
    InvitationToken,
    Invite,
)

NEWEST = 100
router = APIRouter(tags=["invitations"])


@router.post("/people/{id}/invitations", status_code=201, response_model=InvitationMade)
async def post_invitation(
    id: UUID,  # noqa: A002
    asked: Invite,
    services: ServicesHere,
    caller: CallerHere,
    key: OptionalKey = None,
) -> Response:
    """Invite somebody to care for a person; the token opens the invitation once and is shown to the inviter alone."""
    token, invitation_id = secrets.token_urlsafe(32), services.new_id()
    offer = Offer(id, Relation(asked.role), asked.consent, timedelta(days=asked.valid_days), asked.until)
    request_hash = fingerprint("invitation", id, asked.model_dump(mode="json"))
    # Kept only sealed: of a token that lay in the clear somebody else could make use.
    cipher = None if key is None else await services.field_keys.cipher()
    async with services.writing(caller) as connection:
        permit(await relation_to(connection, caller.account_id, id), Action.DECIDE)

        async def make() -> str:
            expires_at = await invite(connection, caller.account_id, offer, token, invitation_id, now=services.now())
            return InvitationMade(id=invitation_id, token=token, expires_at=expires_at).model_dump_json()

        told = await once(connection, caller.account_id, optional_key(key), request_hash, make, cipher)
    return json_response(await opened_answer(services, caller, told), 201)


@router.get("/people/{id}/invitations", response_model=Invitations)
async def list_invitations(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """The newest invitations of a person, and what became of them."""
    async with services.viewing(caller) as connection:
        permit(await relation_noted(connection, caller.account_id, id, Audited.INVITATIONS_READ), Action.DECIDE)
        return json_response(await invitations.invitations_json(connection, id, NEWEST))


@router.delete("/invitations/{id}", status_code=204)
async def delete_invitation(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Withdraw an invitation that nobody has answered."""
    async with services.writing(caller) as connection:
        found = await invitations.withdraw_invitation(connection, id, caller.account_id)
        if found is None:
            raise NotFound("There is no such invitation, or you do not decide about the person.")
        person, state = found
        if state != "withdrawn":
            raise StateConflict("This invitation was answered already.")
        await note(connection, person, Audited.INVITATION_WITHDRAWN, id)
    return Response(status_code=204)


@router.post("/invitations/open")
async def open_invitation(asked: InvitationToken, services: ServicesHere, sign_in: SignInHere) -> InvitationOpened:
    """Show the holder of a token what they are asked to accept; they need no account yet."""
    guest = await guest_of(services, sign_in)
    async with services.reading(guest) as connection:
        found = await opened(connection, hash_of(asked.token))
    return InvitationOpened.model_validate(found, from_attributes=True)


@router.post("/invitations/accept", response_model=InvitationAccepted)
async def post_acceptance(asked: AcceptInvitation, services: ServicesHere, sign_in: SignInHere) -> Response:
    """Accept; whoever has no account yet gets one."""
    known = await services.identity.account_of(sign_in)
    guest = Guest(
        account_id=known or services.new_id(),
        second_factor=sign_in.second_factor,
        subject=None if known else sign_in.subject,
        name=asked.name,
        locale=asked.locale,
    )
    async with services.writing(Caller(guest.account_id)) as connection:
        answer = await accept_invitation(connection, guest, hash_of(asked.token), now=services.now())
    return json_response(answer)


@router.post("/invitations/decline", status_code=204)
async def post_refusal(asked: InvitationToken, services: ServicesHere, caller: CallerHere) -> Response:
    """Decline; the token opens nothing any more."""
    async with services.writing(caller) as connection:
        await opened(connection, hash_of(asked.token))
        await invitations.answer_invitation(connection, hash_of(asked.token), "declined")
    return Response(status_code=204)


async def guest_of(services: Services, sign_in: SignIn) -> Caller:
    """Return whom a sign-in is, for who has no account an account that does not exist."""
    return Caller(await services.identity.account_of(sign_in) or services.new_id(), sign_in.second_factor)
