"""An alert that Sam raises through the gateway, and waiting for what the system makes of it."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import httpx

from tests.local.running_system import Checkout


async def raise_alert(system: Checkout) -> str:
    """Have Sam press; return the alert's id."""
    headers = {"Authorization": f"Bearer {system.tokens('sam').access}", "Idempotency-Key": str(uuid4())}
    async with httpx.AsyncClient(base_url=system.outputs["rest_api_url"], trust_env=False, timeout=30) as http:
        person_id = (await http.get("/me", headers=headers)).json()["person"]["id"]
        body = {"person_id": person_id, "severity": "urgent", "sentence": f"It hurts, {uuid4()}"}
        answer = await http.post("/alerts", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def timeline(system: Checkout, alert_id: str) -> list[list[str]]:
    """The events of an alert."""
    return await system.rows(f"SELECT event FROM alert_events WHERE alert_id = '{alert_id}'")  # noqa: S608


def names(rows: list[list[str]]) -> list[str]:
    """The names of events."""
    return [row[0] for row in rows]


async def until(look: Any, good: Any, patience: float) -> Any:
    """What `look` returns, once it is good."""
    deadline = time.monotonic() + patience
    while not good(found := await look()):
        assert time.monotonic() < deadline, f"still {found!r} after {patience:g} s"
        await asyncio.sleep(0.2)
    return found
