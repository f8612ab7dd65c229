"""How a person uses their board, and their words to take along."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db.audit import note
from api.db.care import person_seen, relation_noted
from api.db.logs import activity, events_between
from api.db.symbols import labels_in
from api.dependencies import CallerHere, ServicesHere
from api.domain.audit import Audited
from api.domain.errors import Invalid
from api.domain.open_board_log import export_anonymous_log, export_log
from api.domain.permissions import Action, permit
from api.domain.usage import UsageEvent
from api.routes.hot_route import json_response
from api.schemas.example_cast import SAM
from api.schemas.logs import PRESS, Activity
from api.schemas.text import Moment

LONGEST_SPAN = timedelta(days=366)
USUAL_SPAN = timedelta(days=30)
MOST_EVENTS = 20_000
PRESSED = UsageEvent(UUID(PRESS), datetime(2026, 11, 25, 9, 30, tzinfo=UTC), "button", ("water",), "water")
LOG = {"schema": {"type": "string"}, "example": export_log(SAM, "en", [PRESSED])}
router = APIRouter(tags=["logs"])
From = Annotated[Moment | None, Query(alias="from", description="30 days before `to` if left out.")]
To = Annotated[Moment | None, Query(alias="to", description="Now if left out.")]


@router.get("/user/{id}/activity", response_model=Activity)
async def get_activity(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    since: From = None,
    before: To = None,
) -> Response:
    """How a person used their board: symbols, hours of the day, pace; at most a year at once."""
    since, before = span(since, before, services.now())
    async with services.viewing(caller) as connection:
        permit(await relation_noted(connection, caller.account_id, id, Audited.USE_READ), Action.READ)
        return json_response(await activity(connection, id, since, before))


@router.get(
    "/user/{id}/logs",
    response_class=Response,
    responses={200: {"content": {"application/obl": LOG}}},
)
async def get_log(
    id: UUID,  # noqa: A002
    services: ServicesHere,
    caller: CallerHere,
    since: From = None,
    before: To = None,
    *,
    anonymous: bool = False,
) -> Response:
    """A person's words as an Open Board Log, on request without what points to the person."""
    since, before = span(since, before, services.now())
    async with services.viewing(caller) as connection:
        person = await person_seen(connection, caller.account_id, id)
        permit(None if person is None else person.relation, Action.EXPORT_USE)
        await note(connection, id, Audited.USE_EXPORTED)
        events = await events_between(connection, id, since, before, MOST_EVENTS + 1)
        if len(events) > MOST_EVENTS:
            raise Invalid("from", f"there are more than {MOST_EVENTS} events in this span; ask for a shorter one")
        words = await labels_in(connection, "" if person is None else person.locale)
    locale = "en" if person is None else person.locale
    known = {*words.values(), *(symbol.replace("_", " ") for symbol in words)}
    text = export_anonymous_log(locale, events, known) if anonymous else export_log(str(id), locale, events)
    name = "log.obla" if anonymous else "log.obl"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(text, headers=headers, media_type="application/obl")


def span(since: datetime | None, before: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Return the span that is asked for. Raises Invalid when it is empty or too long."""
    end = before or now
    start = since or end - USUAL_SPAN
    if not start < end <= start + LONGEST_SPAN:
        raise Invalid("to", f"must be after from, by at most {LONGEST_SPAN.days} days")
    return start, end
