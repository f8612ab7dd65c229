"""Symbols that a person may want next."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.db import care, usage
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Invalid
from api.domain.permissions import Action, permit
from api.domain.suggestions import suggest
from api.routes.answers import READING, problems
from api.routes.hot_route import checked
from api.schemas.suggestions import SuggestedSymbol, Suggestions
from api.schemas.text import Moment

MOST_LAST = 10
router = APIRouter(tags=["boards"])


@router.get("/user/{id}/suggestions", responses=problems(*READING))
async def list_suggestions(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    after: Annotated[
        str, Query(max_length=650, description="The symbols just pressed, oldest first, with commas between.")
    ] = "",
    at: Annotated[Moment | None, Query(description="When; now without it.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> Suggestions:
    """Symbols that the person may want next, from their own use at such times and after such symbols."""
    last = [symbol for symbol in checked("after", after).split(",") if symbol]
    if len(last) > MOST_LAST:
        raise Invalid("after", f"must name at most {MOST_LAST} symbols")
    moment = services.now() if at is None else at
    async with services.viewing(caller) as connection:
        permit(await care.relation_noted(connection, caller.account_id, id, Audited.USE_READ), Action.READ)
        hour = await usage.hour_of_day(connection, id, moment)
        rows = await usage.usage_of(connection, id, moment)
    return Suggestions(
        suggestions=[
            SuggestedSymbol(symbol=found.symbol, score=found.score) for found in suggest(rows, last, hour, limit)
        ]
    )
