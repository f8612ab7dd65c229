"""The inbox, and the ticket to be told at once."""

import hashlib
import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db.connections import insert_ticket
from api.db.inbox import frames_after
from api.dependencies import CallerHere, ServicesHere
from api.routes.hot_route import json_response
from api.schemas.notifications import NotificationPage, Ticket

TICKET_SECONDS = 60
PAGE = 100
router = APIRouter(tags=["notifications"])


@router.get("/notifications", response_model=NotificationPage)
async def list_notifications(
    services: ServicesHere, caller: CallerHere, after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> Response:
    """Notifications after a sequence number, oldest first: what a socket may have missed."""
    async with services.viewing(caller) as connection:
        return json_response(await frames_after(connection, caller.account_id, after, PAGE))


@router.post("/notifications/ticket")
async def post_ticket(services: ServicesHere, caller: CallerHere) -> Ticket:
    """A ticket that opens one WebSocket within a minute."""
    ticket = secrets.token_urlsafe(32)
    expires_at = services.now() + timedelta(seconds=TICKET_SECONDS)
    async with services.writing(caller) as connection:
        await insert_ticket(connection, hashlib.sha256(ticket.encode()).digest(), caller.account_id, expires_at)
    return Ticket(ticket=ticket, url=services.settings.notifications_url, expires_in=TICKET_SECONDS)
