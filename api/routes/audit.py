"""Who saw or changed a person's record: for the person, and for whoever manages their care."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db.audit import audit_page, note
from api.db.care import relation_to
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.permissions import Action, permit
from api.routes.hot_route import json_response
from api.schemas.audit import AuditPage

PAGE = 100
router = APIRouter(tags=["audit"])


@router.get("/user/{id}/audit", response_model=AuditPage)
async def get_audit(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    before: Annotated[int, Query(ge=1, le=2**62)] = 2**62,
) -> Response:
    """Who saw or changed the record of a person, newest first."""
    async with services.viewing(caller) as connection:
        permit(await relation_to(connection, caller.account_id, id), Action.READ_AUDIT)
        page = await audit_page(connection, id, before, PAGE)
        await note(connection, id, Audited.AUDIT_READ)
    return json_response(page)
