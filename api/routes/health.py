"""Whether the process lives, and whether it can serve."""

import asyncio
import json

from fastapi import APIRouter
from starlette.responses import Response

from api.db.connect import DatabaseUnavailable
from api.db.pool import Context
from api.dependencies import ServicesHere
from api.routes.hot_route import json_response
from api.schemas.health import Health, Readiness

READY_BUDGET_S = 1.5
OUT = {"status": "unavailable", "breakers": {"process_intent": "closed"}}
router = APIRouter(tags=["health"])


@router.get("/health/live")
async def get_live() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get(
    "/health/ready",
    response_model=Readiness,
    responses={503: {"model": Readiness, "content": {"application/json": {"example": OUT}}}},
)
async def get_ready(services: ServicesHere) -> Response:
    """The database takes writes and the issuers' keys are known; what else is out is told, and has its stand-in."""
    try:
        async with asyncio.timeout(READY_BUDGET_S), services.database.transaction(Context()) as connection:
            await connection.execute("SELECT 1")
        ready = services.identity.ready
    except (DatabaseUnavailable, TimeoutError):
        ready = False
    breakers = {name: breaker.state for name, breaker in sorted(services.breakers.items())}
    answer = {"status": "ok" if ready else "unavailable", "breakers": breakers}
    return json_response(json.dumps(answer), 200 if ready else 503)
