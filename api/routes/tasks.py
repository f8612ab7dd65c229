"""The tasks of a person."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from api.db.audit import note
from api.db.tasks import task_seen, tasks_seen
from api.dependencies import AuthorizationHere, CallerHere, ServicesHere, caller_of, services_of
from api.domain.audit import Audited
from api.domain.errors import Invalid, NotFound, VersionMismatch, VersionRequired
from api.domain.permissions import Action, permit
from api.domain.tasks import Task
from api.operations.change_task import GONE, change_task, remove_task
from api.operations.create_task import TaskRequest, create_task
from api.routes.hot_route import UUID_SCHEMA, HotRoute, Parameter, json_response
from api.routes.idempotency_key import idempotency_key
from api.schemas.tasks import NewTask, TaskChange, TaskDetail, TaskPage

VERSION_TAG = re.compile(r'"task-(\d{1,9})"', re.ASCII)
router = APIRouter(tags=["tasks"])
Key = Annotated[str | None, Header(alias="Idempotency-Key", description="New for each request; must be sent.")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of the task that was seen, or *.")]


async def list_tasks(request: Request) -> Response:
    """The tasks of a person, in the order of their times."""
    services, caller = services_of(request), await caller_of(request)
    try:
        person = UUID(request.query_params.get("user_id", ""))
    except ValueError:
        raise Invalid("user_id", "must be a person's id") from None
    async with services.viewing(caller) as connection:
        relation, tasks = await tasks_seen(connection, caller.account_id, person)
    permit(relation, Action.READ)
    return json_response(tasks)


@router.post("/tasks", status_code=201, response_model=TaskDetail)
async def post_task(
    asked: NewTask, services: ServicesHere, caller: CallerHere, authorization: AuthorizationHere, key: Key = None
) -> Response:
    """Plan a task for a person; the same Idempotency-Key makes the same task, however often it is sent."""
    fields = asked.model_dump(exclude_unset=True, exclude={"user_id", "template_id"})
    request = TaskRequest(idempotency_key(key), asked.user_id, asked.template_id, fields)
    async with services.writing(caller) as connection:
        task_id = await create_task(
            connection, caller.account_id, request, task_id=services.new_id(), now=services.now()
        )
        seen = await task_seen(connection, caller.account_id, task_id)
    if seen is None:
        raise NotFound(GONE)
    services.purge.tasks_of(asked.user_id, authorization)
    return answer(seen.task, 201)


@router.get("/tasks/{id}", response_model=TaskDetail)
async def get_task(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """A task with its steps and rules."""
    async with services.viewing(caller) as connection:
        seen = await task_seen(connection, caller.account_id, id)
        if seen is None:
            raise NotFound(GONE)
        permit(seen.relation, Action.READ)
        await note(connection, seen.task.person_id, Audited.TASK_READ, id)
    return answer(seen.task)


@router.patch("/tasks/{id}", response_model=TaskDetail)
async def patch_task(
    id: UUID,  # noqa: A002
    asked: TaskChange,
    services: ServicesHere,
    caller: CallerHere,
    authorization: AuthorizationHere,
    if_match: IfMatch = None,
) -> Response:
    """Change some fields of a task."""
    fields = asked.model_dump(exclude_unset=True)
    async with services.writing(caller) as connection:
        task = await change_task(
            connection, caller.account_id, id, fields, expected_version=version_seen(if_match), now=services.now()
        )
    services.purge.tasks_of(task.person_id, authorization)
    return answer(task)


@router.delete("/tasks/{id}", status_code=204)
async def delete_task(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    authorization: AuthorizationHere,
) -> None:
    """Take a task away; what was done of it stays on record."""
    async with services.writing(caller) as connection:
        person = await remove_task(connection, caller.account_id, id, now=services.now())
    services.purge.tasks_of(person, authorization)


def answer(task: Task, status: int = 200) -> Response:
    """Return a task with its ETag."""
    return json_response(TaskDetail.of(task).model_dump_json(), status, {"etag": f'"task-{task.version}"'})


def version_seen(if_match: str | None) -> int | None:
    """Return which version the client saw, None for any (If-Match: *)."""
    if if_match is None:
        raise VersionRequired("Send If-Match with the ETag of the task that was seen.")
    if if_match.strip() == "*":
        return None
    tag = VERSION_TAG.fullmatch(if_match.strip())
    if tag is None:
        raise VersionMismatch("If-Match names no version of this task.")
    return int(tag[1])


ROUTES = [
    HotRoute(
        "GET",
        "/tasks",
        list_tasks,
        answers={200: TaskPage},
        parameters=(Parameter("user_id", "query", "The person's id.", required=True, schema=UUID_SCHEMA),),
    )
]
