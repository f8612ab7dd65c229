"""Who is called when a person calls, and in which order."""

import re
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.responses import Response

from api.db import care, escalation_policies
from api.dependencies import CallerHere, Services, ServicesHere
from api.domain.coverage import warnings_of
from api.domain.errors import VersionMismatch, VersionRequired
from api.domain.escalation_policy import document_of
from api.domain.permissions import Action, permit
from api.identity import Caller
from api.operations.save_escalation import save_escalation
from api.routes.answers import READING, problems
from api.routes.hot_route import json_response
from api.schemas.escalation import CoverageWarning, Policy, SavePolicy

VERSION_TAG = re.compile(r'"escalation-(\d{1,9})"', re.ASCII)
SAVING = (400, 401, 403, 404, 412, 422, 428, 503)
UNPROVED_AFTER = timedelta(days=14)
router = APIRouter(tags=["escalation"])


@router.get("/user/{id}/escalation-policy", response_model=Policy, responses=problems(*READING))
async def get_policy(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """A person's escalation policy with its ETag, and what may keep a call from being heard."""
    return await described(services, caller, id)


@router.put("/user/{id}/escalation-policy", response_model=Policy, responses=problems(*SAVING))
async def put_policy(
    id: UUID,  # noqa: A002
    asked: SavePolicy,
    services: ServicesHere,
    caller: CallerHere,
    if_match: Annotated[str | None, Header(description="The ETag of the policy that was edited.")] = None,
) -> Response:
    """Save who is called for the alerts to come; those that are open keep the policy that they began with."""
    expected = expected_version(if_match)
    async with services.writing(caller) as connection:
        await save_escalation(
            connection, caller.account_id, id, asked.document(), expected_version=expected, now=services.now()
        )
    return await described(services, caller, id)


async def described(services: Services, caller: Caller, person: UUID) -> Response:
    """Return a person's policy as it is answered."""
    now = services.now()
    async with services.reading(caller) as connection:
        permit(await care.relation_to(connection, caller.account_id, person), Action.READ)
        saved = await escalation_policies.saved_policy(connection, person)
        around = await escalation_policies.around_person(connection, person, now, saved.policy)
        caregivers = await escalation_policies.caregivers_around(connection, person)
    unproved = [each.account_id for each in caregivers if now - each.proved_at > UNPROVED_AFTER]
    warnings = [
        CoverageWarning.model_validate(asdict(warned)) for warned in warnings_of(saved.policy, around, now, unproved)
    ]
    policy = Policy(
        version=saved.version,
        is_default=saved.version == 0,
        policy=SavePolicy.model_validate(document_of(saved.policy)),
        warnings=warnings,
    )
    return json_response(policy.model_dump_json(), headers={"etag": f'"escalation-{saved.version}"'})


def expected_version(if_match: str | None) -> int | None:
    """Return which version the client edited, None for any (If-Match: *)."""
    if if_match is None:
        raise VersionRequired("Send If-Match with the ETag of the policy that was edited.")
    if if_match.strip() == "*":
        return None
    tag = VERSION_TAG.fullmatch(if_match.strip())
    if tag is None:
        raise VersionMismatch("If-Match names no version of this policy.")
    return int(tag[1])
