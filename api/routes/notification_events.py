"""GET /notifications/events: the same notifications as server-sent events, for clients that cannot hold a socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import StreamingResponse

from api.db.connect import DatabaseUnavailable
from api.db.inbox import Page, page_after
from api.dependencies import CallerHere, Services, ServicesHere
from api.domain.socket_frames import PAGE
from api.identity import Caller
from api.schemas.notifications import NOTIFICATION

KEEP_ALIVE_S = 15.0
BEGINNING = "retry: 2000\n\n"
LONGEST_S = 3600
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
router = APIRouter(tags=["notifications"])


def as_events(page: Page) -> str:
    """Return the notifications of a page as events (HTML Standard §9.2)."""
    return "".join(f"id: {frame['seq']}\ndata: {json.dumps(frame)}\n\n" for frame in json.loads(page.items))


TOLD = as_events(Page(json.dumps([NOTIFICATION]), next=42, more=False))
EVENTS = {"schema": {"type": "string"}, "example": f"{BEGINNING}{TOLD}"}


@router.get(
    "/notifications/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": EVENTS}}},
)
async def stream_notifications(
    services: ServicesHere,
    caller: CallerHere,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    wait: Annotated[int, Query(ge=0, le=LONGEST_S)] = LONGEST_S,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
) -> StreamingResponse:
    """Notifications after a sequence number as events, whose ids are their numbers, for so many seconds at most."""
    begin = after if last_event_id is None else last_event_id
    events = stream(services, caller, begin, float(wait))
    return StreamingResponse(events, headers=HEADERS, media_type="text/event-stream")


async def stream(services: Services, caller: Caller, after: int, seconds: float) -> AsyncIterator[str]:
    """Yield events until the time or the sign-in is over, the process stops, or the database is away."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + min(seconds, caller.until - services.now().timestamp())
    yield BEGINNING
    with services.live.waiting(caller.account_id) as woken:
        while not services.live.stopping:
            woken.clear()
            try:
                async with services.viewing(caller) as connection:
                    page = await page_after(connection, caller.account_id, after, PAGE)
            except DatabaseUnavailable:
                return
            if page.next > after:
                after = page.next
                yield as_events(page)
            if page.more:
                continue
            left = ends - loop.time()
            if left <= 0:
                return
            try:
                async with asyncio.timeout(min(left, KEEP_ALIVE_S)):
                    await woken.wait()
            except TimeoutError:
                yield ": still here\n\n"
