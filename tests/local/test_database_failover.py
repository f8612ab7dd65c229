"""The primary PostgreSQL is killed while people press: nothing that was acknowledged is lost, nothing counts twice."""

import asyncio
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.local.kills import synchronous
from tests.local.running_system import Checkout
from wolfctl.adapters import database_pair

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]

WRITERS = 4


@dataclass
class Presses:
    """Presses that were sent: sentence → id of the alert that the API acknowledged, and when."""

    person_id: str
    acknowledged: dict[str, tuple[str, float]] = field(default_factory=dict)
    over: bool = False


async def test_no_acknowledged_alert_is_lost_and_none_counts_twice(system: Checkout) -> None:
    pair = database_pair.of(system.root)
    await synchronous(system)
    before = pair.roles().primary
    process = before.process()
    assert process is not None
    presses = Presses(await person(system))

    writing = [asyncio.create_task(press_until_over(system, presses)) for _ in range(WRITERS)]
    await acknowledged(presses, 40)
    killed = time.monotonic()
    process.kill()
    await acknowledged(presses, len(presses.acknowledged) + 40)
    presses.over = True
    await asyncio.gather(*writing)

    after = pair.roles().primary
    assert after.name != before.name
    rows = await system.rows("SELECT sentence, id, press_count FROM alerts WHERE sentence LIKE 'Press %'")
    found = {sentence: (alert_id, int(count)) for sentence, alert_id, count in rows}
    assert len(rows) == len(found), "a press made two alerts"
    lost = [sentence for sentence in presses.acknowledged if sentence not in found]
    assert lost == []
    for sentence, (alert_id, _) in presses.acknowledged.items():
        assert found[sentence] == (alert_id, 1)
    gap = min(at for _, at in presses.acknowledged.values() if at > killed + 0.05) - killed
    assert gap < 10
    await synchronous(system)


async def test_a_lost_standby_holds_nobody_up_for_long_and_is_replaced(system: Checkout) -> None:
    pair = database_pair.of(system.root)
    await synchronous(system)
    primary, standby = pair.roles().primary.name, pair.roles().standby.process()
    assert standby is not None

    standby.kill()
    presses = Presses(await person(system))
    writing = asyncio.create_task(press_until_over(system, presses))
    await acknowledged(presses, 3)
    presses.over = True
    await writing

    await synchronous(system)
    assert pair.roles().primary.name == primary
    assert isinstance(pair.roles().standby.process(), psutil.Process)


async def press_until_over(system: Checkout, presses: Presses) -> None:
    """Press again and again; a press without an answer is repeated under its own key, as a board does."""
    headers = {"Authorization": f"Bearer {system.tokens('sam').access}"}
    async with httpx.AsyncClient(base_url=system.outputs["rest_api_url"], trust_env=False, timeout=10) as http:
        while not presses.over:
            sentence = f"Press {uuid4()}"
            body = {"person_id": presses.person_id, "severity": "info", "sentence": sentence}
            while sentence not in presses.acknowledged:
                try:
                    answer = await http.post("/alerts", json=body, headers={**headers, "Idempotency-Key": sentence[6:]})
                except httpx.HTTPError:
                    continue
                if answer.status_code == 201:
                    presses.acknowledged[sentence] = answer.json()["id"], time.monotonic()
                elif answer.status_code < 500:
                    raise AssertionError(f"{answer.status_code} {answer.text}")
                else:
                    await asyncio.sleep(0.02)


async def person(system: Checkout) -> str:
    headers = {"Authorization": f"Bearer {system.tokens('sam').access}"}
    async with httpx.AsyncClient(base_url=system.outputs["rest_api_url"], trust_env=False, timeout=60) as http:
        answer = await http.get("/me", headers=headers)
    answer.raise_for_status()
    return str(answer.json()["person"]["id"])


async def acknowledged(presses: Presses, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(presses.acknowledged) < count:
        assert time.monotonic() < deadline, f"only {len(presses.acknowledged)} of {count} presses were acknowledged"
        await asyncio.sleep(0.01)
