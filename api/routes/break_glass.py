"""Breaking the glass: access in an emergency, and the look at it afterwards."""

import json
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db import audit
from api.db.break_glass import NOTE, BreakGlass, break_glass_json, opened
from api.db.people import organisation_of_person
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.operations import break_glass
from api.routes.hot_route import json_response
from api.schemas.break_glass import BreakGlassList, BreakGlassRequest, BreakGlassSeen, ReviewBreakGlass

NEWEST = 100
router = APIRouter(tags=["break-glass"])


@router.post("/people/{id}/break-glass", status_code=201, response_model=BreakGlassSeen)
async def post_break_glass(
    id: UUID,  # noqa: A002
    asked: BreakGlassRequest,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Open a person's record for a while, as an admin of their organisation; the person and their managers are told."""
    access = BreakGlass(services.new_id(), id, caller.account_id, asked.reason_code, asked.reason, asked.minutes)
    # An emergency does not wait for the key service.
    cipher = await services.field_keys.cipher_if_any()
    async with services.writing(caller) as connection:
        text = await break_glass.begin(
            connection, access, cipher, second_factor=caller.second_factor, now=services.now()
        )
    return json_response(json.dumps(await opened(services.field_keys, json.loads(text))), 201)


@router.get("/people/{id}/break-glass", response_model=BreakGlassList)
async def list_break_glass(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Who broke the glass, and why; for who decides about the person and for admins of their organisation."""
    async with services.viewing(caller) as connection:
        relation, administers = await organisation_of_person(connection, caller.account_id, id)
        break_glass.permit_decider(relation, administers=administers)
        await audit.note(connection, id, Audited.BREAK_GLASS_READ)
        kept = json.loads(await break_glass_json(connection, id, NEWEST))
    accesses = [await opened(services.field_keys, access) for access in kept["accesses"]]
    return json_response(json.dumps({"accesses": accesses}))


@router.delete("/break-glass/{id}", status_code=204)
async def delete_break_glass(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Close the record before the time is over."""
    async with services.writing(caller) as connection:
        await break_glass.end(connection, caller.account_id, id)
    return Response(status_code=204)


@router.post("/break-glass/{id}/review", response_model=BreakGlassSeen)
async def post_review(
    id: UUID,  # noqa: A002
    asked: ReviewBreakGlass,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Say afterwards whether it was right; never by whoever did it."""
    note = None if asked.note is None else (await services.field_keys.cipher()).seal(asked.note, NOTE, id)
    async with services.writing(caller) as connection:
        text = await break_glass.review(
            connection, caller.account_id, id, justified=asked.justified, note=note, now=services.now()
        )
    return json_response(json.dumps(await opened(services.field_keys, json.loads(text))))
