"""Whether the process lives, and whether it can serve."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from api.db.connect import DatabaseUnavailable
from api.db.pool import Context
from api.dependencies import ServicesHere
from api.routes.hot_route import json_response
from api.schemas.health import Health

READY_BUDGET_S = 1.5
router = APIRouter(tags=["health"])


@router.get("/health/live")
async def get_live() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/health/ready", response_model=Health, responses={503: {"model": Health}})
async def get_ready(services: ServicesHere) -> Response:
    """The database takes writes and the issuers' keys are known."""
    try:
        async with asyncio.timeout(READY_BUDGET_S), services.database.transaction(Context()) as connection:
            await connection.execute("SELECT 1")
        ready = services.identity.ready
    except (DatabaseUnavailable, TimeoutError):
        ready = False
    return json_response('{"status": "ok"}') if ready else json_response('{"status": "unavailable"}', 503)
