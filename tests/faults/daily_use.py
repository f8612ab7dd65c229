"""What a board does beside pressing: it hands in its log, and reads itself."""

import asyncio
import time
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from tests.local.under_load import Ledger
from wolfctl.adapters.drill_api import ACTION

EVENTS_A_BATCH = 2
# Steady and impatient, unlike a board: this is also what tells how long nothing could be written.
LOG_EVERY_S, LOG_PATIENCE_S = 0.3, 3.0
BOARD_EVERY_S = 0.7


async def hand_in_log(http: httpx.AsyncClient, ledger: Ledger) -> None:
    """Hand in batch after batch, each until it is acknowledged; as a drill's canary, which no record is made of."""
    while True:
        at = datetime.now(UTC).isoformat()
        mine = {"timestamp": at, "event": "action", "action": ACTION, "spoken": False, "modeling": True}
        events = [{"id": str(uuid4()), **mine} for _ in range(EVENTS_A_BATCH)]
        while (sent := await handed_in(http, ledger, events)) is None:  # noqa: ASYNC110 - another request each time
            await asyncio.sleep(LOG_EVERY_S)
        ledger.logged |= {str(event["id"]): (sent, time.monotonic()) for event in events}
        await asyncio.sleep(LOG_EVERY_S)


async def handed_in(http: httpx.AsyncClient, ledger: Ledger, events: list[dict[str, object]]) -> float | None:
    """When a batch was sent that is acknowledged now; None when it is not."""
    sent = time.monotonic()
    body = {"user_id": ledger.person_id, "events": events}
    try:
        answer = await http.post("/logs", json=body, timeout=LOG_PATIENCE_S)
    except httpx.HTTPError as error:
        ledger.refused[type(error).__name__] += 1
        return None
    if not answer.is_success:
        note_refusal(ledger, answer)
        return None
    if refused := answer.json().get("refused"):
        ledger.denied[f"event {refused[0]}"] += 1
        return None
    return sent


async def read_board(http: httpx.AsyncClient, ledger: Ledger) -> None:
    """Read the person's board again and again; what is read must have buttons."""
    while True:
        try:
            answer = await http.get(f"/user/{ledger.person_id}/symbols")
        except httpx.HTTPError as error:
            ledger.refused[type(error).__name__] += 1
        else:
            if answer.is_success and answer.json()["buttons"]:
                ledger.boards_read += 1
            else:
                note_refusal(ledger, answer)
        await asyncio.sleep(BOARD_EVERY_S)


def note_refusal(ledger: Ledger, answer: httpx.Response) -> None:
    """Count an answer that was none; one that says that the request is wrong is counted by itself as well."""
    ledger.refused[str(answer.status_code)] += 1
    if answer.status_code < 500 and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
        ledger.denied[f"{answer.status_code} {answer.request.url.path} {answer.text[:200]}"] += 1
