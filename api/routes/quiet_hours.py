"""When a caregiver wants only what is urgent to ring."""

from datetime import time

from fastapi import APIRouter
from starlette.responses import Response

from api.db.quiet_hours import quiet_hours_json, save_quiet_hours
from api.dependencies import CallerHere, ServicesHere
from api.domain.errors import NotAllowed
from api.routes.answers import problems
from api.routes.hot_route import json_response
from api.schemas.escalation import SaveQuietHours

NO_CAREGIVER = "Your account belongs to no caregiver; only caregivers are called."
router = APIRouter(tags=["escalation"])


@router.get("/me/quiet-hours", response_model=SaveQuietHours, responses=problems(401, 403, 503))
async def get_quiet_hours(services: ServicesHere, caller: CallerHere) -> Response:
    """The caller's quiet hours, by the clock of their own time zone."""
    async with services.reading(caller) as connection:
        text = await quiet_hours_json(connection, caller.account_id)
    if text is None:
        raise NotAllowed(NO_CAREGIVER)
    return json_response(text)


@router.put("/me/quiet-hours", response_model=SaveQuietHours, responses=problems(400, 401, 403, 422, 503))
async def put_quiet_hours(asked: SaveQuietHours, services: ServicesHere, caller: CallerHere) -> Response:
    """Save them; what is urgent rings through, and so does a need that nobody else would hear."""
    hours = asked.quiet_hours
    async with services.writing(caller) as connection:
        await save_quiet_hours(
            connection,
            caller.account_id,
            asked.time_zone,
            None if hours is None else time.fromisoformat(hours.from_),
            None if hours is None else time.fromisoformat(hours.to),
        )
        text = await quiet_hours_json(connection, caller.account_id)
    if text is None:
        raise NotAllowed(NO_CAREGIVER)
    return json_response(text)
