"""The templates of an account."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db.task_templates import delete_template, templates_of
from api.dependencies import CallerHere, ServicesHere
from api.domain.errors import NotFound
from api.operations.create_template import create_template
from api.routes.hot_route import json_response
from api.routes.idempotency_key import idempotency_key
from api.routes.tasks import Key
from api.schemas.tasks import NewTemplate, Template, TemplatePage

router = APIRouter(tags=["tasks"])


@router.get("/tasks/templates", response_model=TemplatePage)
async def list_templates(services: ServicesHere, caller: CallerHere) -> Response:
    """The caller's templates, by title."""
    async with services.reading(caller) as connection:
        return json_response(await templates_of(connection, caller.account_id))


@router.post("/tasks/templates", status_code=201, response_model=Template)
async def post_template(asked: NewTemplate, services: ServicesHere, caller: CallerHere, key: Key = None) -> Response:
    """Keep a template; the same Idempotency-Key makes the same template, however often it is sent."""
    fields = asked.model_dump(mode="json", exclude_unset=True)
    async with services.writing(caller) as connection:
        answer = await create_template(
            connection,
            caller.account_id,
            fields,
            idempotency_key=idempotency_key(key),
            template_id=services.new_id(),
        )
    return json_response(answer, 201)


@router.delete("/tasks/templates/{id}", status_code=204)
async def delete_one_template(id: UUID, services: ServicesHere, caller: CallerHere) -> None:  # noqa: A002
    """Remove a template; tasks made from it stay as they are."""
    async with services.writing(caller) as connection:
        if not await delete_template(connection, caller.account_id, id):
            raise NotFound("You have no such template.")
