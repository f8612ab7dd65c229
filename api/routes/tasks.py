"""The tasks of a person."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.db.tasks import tasks_seen
from api.dependencies import caller_of, services_of
from api.domain.errors import Invalid
from api.domain.permissions import Action, permit
from api.routes.hot_route import UUID_SCHEMA, HotRoute, Parameter, json_response
from api.schemas.tasks import TaskPage


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


ROUTES = [
    HotRoute(
        "GET",
        "/tasks",
        list_tasks,
        answers={200: TaskPage},
        parameters=(Parameter("user_id", "query", "The person's id.", required=True, schema=UUID_SCHEMA),),
    )
]
