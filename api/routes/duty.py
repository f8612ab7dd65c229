"""Who is on duty, and who covers for whom."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db import audit, care, escalation_policies
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Invalid, NotFound
from api.domain.permissions import Action, permit
from api.domain.rotations import Cover, on_duty
from api.routes.answers import READING, problems
from api.routes.hot_route import json_response
from api.schemas.escalation import Cover as CoverSeen
from api.schemas.escalation import Duty, MakeCover

LONGEST_COVER = timedelta(days=90)
COVERING = (400, 401, 403, 404, 422, 503)
router = APIRouter(tags=["escalation"])


@router.get("/user/{id}/on-duty", response_model=Duty, responses=problems(*READING))
async def get_on_duty(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Who would be called now: the duty of each rotation, the covers to come, and whose quiet hours hold."""
    now = services.now()
    async with services.reading(caller) as connection:
        permit(await care.relation_to(connection, caller.account_id, id), Action.READ)
        policy = (await escalation_policies.saved_policy(connection, id)).policy
        around = await escalation_policies.around_person(connection, id, now, policy)
        named = {each.account_id: each for each in await escalation_policies.caregivers_around(connection, id)}
    members = around.caregivers
    rotations = []
    for rotation in policy.rotations.values():
        account = on_duty(rotation, around.covers, frozenset(members), now)
        covers = account is not None and account != on_duty(rotation, (), frozenset(members), now)
        name = named[account].name if account in named else None
        rotations.append({"rotation": rotation.name, "account_id": account, "name": name, "covers": covers})
    caregivers = [
        {
            "account_id": account,
            "name": known.name,
            "quiet_now": (quiet := members[account].quiet) is not None and quiet.hold(now),
            "has_number": members[account].has_number,
            "proved_at": known.proved_at,
        }
        for account, known in named.items()
        if account in members
    ]
    covers_seen = [seen(each) for each in around.covers]
    duty = Duty.model_validate({"rotations": rotations, "covers": covers_seen, "caregivers": caregivers})
    return json_response(duty.model_dump_json())


@router.post("/user/{id}/covers", status_code=201, response_model=CoverSeen, responses=problems(*COVERING))
async def post_cover(
    id: UUID,  # noqa: A002
    asked: MakeCover,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Let somebody of the circle take a rotation's duty for a span; alerts that are open hear of it too."""
    now = services.now()
    if not asked.begins_at < asked.ends_at <= asked.begins_at + LONGEST_COVER or asked.ends_at <= now:
        raise Invalid("ends_at", "must come after begins_at and now, at most 90 days after begins_at")
    cover = Cover(services.new_id(), asked.rotation, asked.account_id, asked.begins_at, asked.ends_at, now)
    async with services.writing(caller) as connection:
        permit(await care.relation_to(connection, caller.account_id, id), Action.PLAN_COVERS)
        policy = (await escalation_policies.saved_policy(connection, id)).policy
        if cover.rotation not in policy.rotations:
            raise Invalid("rotation", "is no rotation of this person's escalation policy")
        around = await escalation_policies.around_person(connection, id, now, policy)
        if cover.account_id not in around.caregivers:
            raise Invalid("account_id", "is nobody who cares for this person")
        await escalation_policies.insert_cover(connection, id, cover, caller.account_id)
        await audit.note(connection, id, Audited.COVER_MADE, cover.id)
    return json_response(seen(cover).model_dump_json(), 201)


@router.delete("/covers/{id}", status_code=204, responses=problems(401, 403, 404, 422, 503))
async def delete_cover(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Take a cover back."""
    async with services.writing(caller) as connection:
        person = await escalation_policies.person_of_cover(connection, id)
        if person is None:
            raise NotFound("There is no such cover, or you do not care for the person.")
        permit(await care.relation_to(connection, caller.account_id, person), Action.PLAN_COVERS)
        await escalation_policies.take_cover_back(connection, id, services.now())
        await audit.note(connection, person, Audited.COVER_TAKEN_BACK, id)
    return Response(status_code=204)


def seen(cover: Cover) -> CoverSeen:
    """Return a cover as it is answered."""
    return CoverSeen(
        id=cover.id,
        rotation=cover.rotation,
        account_id=cover.account_id,
        begins_at=cover.begins_at,
        ends_at=cover.ends_at,
    )
