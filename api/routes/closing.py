"""How alerts end, and how they went."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.db.timelines import timeline_json
from api.dependencies import CallerHere, ServicesHere
from api.domain.alert_endings import Cancellation, Resolution
from api.domain.errors import NotFound
from api.operations.close_alert import close_alert
from api.routes.answers import READING, problems
from api.routes.hot_route import json_response
from api.schemas.closing import AlertClosed, AlertTimeline, CancelAlert, ResolveAlert

CLOSING = (400, 401, 403, 404, 409, 422, 503)
router = APIRouter(tags=["alerts"])


@router.post("/alerts/{id}/resolve", response_model=AlertClosed, responses=problems(*CLOSING))
async def post_resolution(
    id: UUID,  # noqa: A002
    asked: ResolveAlert,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Say that it is done: everybody else is told, nobody is called any more."""
    async with services.writing(caller) as connection:
        answer = await close_alert(
            connection, caller.account_id, id, Resolution(asked.reason), asked.note, now=services.now()
        )
    return json_response(answer)


@router.post("/alerts/{id}/cancel", response_model=AlertClosed, responses=problems(*CLOSING))
async def post_cancellation(
    id: UUID,  # noqa: A002
    asked: CancelAlert,
    services: ServicesHere,
    caller: CallerHere,
) -> Response:
    """Take a call back: the person within two minutes, a caregiver who knows that it was none at any time."""
    async with services.writing(caller) as connection:
        answer = await close_alert(
            connection, caller.account_id, id, Cancellation(asked.reason), asked.note, now=services.now()
        )
    return json_response(answer)


@router.get("/alerts/{id}/timeline", response_model=AlertTimeline, responses=problems(*READING))
async def get_timeline(id: UUID, services: ServicesHere, caller: CallerHere) -> Response:  # noqa: A002
    """Every press, hop, step and delivery of an alert."""
    async with services.viewing(caller) as connection:
        answer = await timeline_json(connection, id)
    if answer is None:
        raise NotFound("There is no such alert, or you do not care for the person.")
    return json_response(answer)
