"""The circle of a person: who may see them, and as what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db.care import relation_noted
from api.db.relations import circle_json
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Invalid
from api.domain.permissions import Action, Relation, permit
from api.operations.change_relation import Change, change_relation
from api.routes.hot_route import json_response
from api.schemas.relations import ChangeRelation, Circle

router = APIRouter(tags=["relations"])


@router.get("/people/{id}/relations", response_model=Circle)
async def list_relations(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Everybody who may see a person."""
    async with services.viewing(caller) as connection:
        permit(await relation_noted(connection, caller.account_id, id, Audited.RELATIONS_READ), Action.READ)
        return json_response(await circle_json(connection, id))


@router.patch("/relations/{id}", response_model=Circle)
async def patch_relation(
    id: UUID,  # noqa: A002
    asked: ChangeRelation,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Make somebody viewer, editor or manager from now on."""
    if asked.until is not None and asked.until <= services.now():
        raise Invalid("until", "must lie ahead")
    change = Change(Relation(asked.role), asked.until, asked.without_manager)
    async with services.writing(caller) as connection:
        circle = await change_relation(connection, caller.account_id, id, change)
    return json_response(circle)


@router.delete("/relations/{id}", status_code=204)
async def delete_relation(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    without_manager: Annotated[bool, Query()] = False,
) -> Response:
    """End a relation from the next request on: one's own, or anybody's by who decides about the person."""
    change = Change(None, without_manager=without_manager)
    async with services.writing(caller) as connection:
        await change_relation(connection, caller.account_id, id, change)
    return Response(status_code=204)
