"""The inbox, and the ticket to be told at once."""

import asyncio
import contextlib
import hashlib
import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.db.connections import insert_ticket
from api.db.inbox import page_after
from api.dependencies import CallerHere, ServicesHere
from api.routes.hot_route import json_response
from api.schemas.notifications import NotificationPage, NotificationsReceived, Ticket

TICKET_SECONDS = 60
LONGEST_SOCKET_S = 7200
LONGEST_WAIT_S = 25  # API Gateway waits 29 s for an answer
PAGE = 100
router = APIRouter(tags=["notifications"])


@router.get("/notifications", response_model=NotificationPage)
async def list_notifications(
    services: ServicesHere,
    caller: CallerHere,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT_S)] = 0,
) -> Response:
    """Notifications after a sequence number, oldest first: what a socket may have missed.

    While there are none, it waits for so many seconds before it says so.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + wait
    with services.live.waiting(caller.account_id) as woken:
        while True:
            woken.clear()
            async with services.viewing(caller) as connection:
                page = await page_after(connection, caller.account_id, after, PAGE)
            left = ends - loop.time()
            if page.next > after or left <= 0 or services.live.stopping:
                return json_response(f'{{"items":{page.items},"next":{page.next}}}')
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await woken.wait()


@router.post("/notifications/received", status_code=204)
async def post_received(received: NotificationsReceived, services: ServicesHere, caller: CallerHere) -> None:
    """Say that a device has everything up to a number: only then does a notification count as delivered."""
    await services.live.receipts.save(caller.account_id, received.seq)


@router.post("/notifications/ticket")
async def post_ticket(services: ServicesHere, caller: CallerHere) -> Ticket:
    """A ticket that opens one WebSocket within a minute."""
    now = services.now()
    # A socket lives two hours at most, so of a sign-in that is good for longer no more needs to be known.
    session = timedelta(seconds=min(caller.until - now.timestamp(), LONGEST_SOCKET_S))
    ticket = secrets.token_urlsafe(32)
    async with services.writing(caller) as connection:
        digest, expires_at = hashlib.sha256(ticket.encode()).digest(), now + timedelta(seconds=TICKET_SECONDS)
        received = await insert_ticket(connection, digest, caller.account_id, expires_at, now + session)
    url = services.settings.notifications_url
    return Ticket(ticket=ticket, url=url, expires_in=TICKET_SECONDS, received=received)
