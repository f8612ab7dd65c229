"""The caregivers of the morning: each holds a socket with the reference client, reads, and answers what rings.

Standard input: the path of the plan; then an empty line, after which nobody begins anything more; then, as JSON, the
number up to which each account is to have been shown its inbox, and the path of the record. Standard output: `ready`
when all are connected, `quiet`, and `done`.
"""

import asyncio
import json
import random
import re
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import uvloop

from clients.python.alphawolf_notifications import Notifications
from tests.load.ledger import Ledger
from tests.load.mix import CAREGIVER, pause_s
from tests.load.timings import Timings

CHANCE = random.Random()  # noqa: S311 - no secret is drawn from it
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WEIGHTS = [habit.a_minute for habit in CAREGIVER]
CONNECTIONS = 200
OPENED_A_SECOND = 50
COMES_S, STAYS_S = (2.0, 12.0), (20.0, 60.0)
PATIENCE_S = 60.0


class Timed(httpx.AsyncHTTPTransport):
    """Connections that everybody shares; each request is timed to the end of its answer."""

    def __init__(self, timings: Timings) -> None:
        super().__init__(limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS))
        self.timings = timings

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and write down what it took."""
        route = f"{request.method} {UUID.sub('{id}', request.url.path)}"
        begun = time.perf_counter()
        try:
            response = await super().handle_async_request(request)
            await response.aread()
        except httpx.HTTPError as error:
            self.timings.note(route, 0.0, type(error).__name__)
            raise
        took = (time.perf_counter() - begun) * 1000
        self.timings.note(route, took, str(response.status_code) if response.is_error else None)
        return response


class Caregiver:
    """Somebody who listens for people, and comes."""

    def __init__(self, told: dict[str, Any], plan: dict[str, Any], shared: Timed, ledger: Ledger) -> None:
        headers = {"authorization": f"Bearer {told['token']}"}
        self.people: list[str] = told["people"]
        self.http = httpx.AsyncClient(
            base_url=plan["url"], headers=headers, transport=shared, trust_env=False, timeout=10
        )
        self.client = Notifications(self.http, self.show, ways=("socket",))
        self.shown: list[tuple[int, str, str | None]] = ledger.shown.setdefault(told["account"], [])
        self.ledger = ledger
        self.rang_at: dict[str, int] = {}
        self.taken: set[str] = set()
        self.answering: set[asyncio.Task[None]] = set()
        self.over = asyncio.Event()

    async def show(self, frame: dict[str, Any]) -> None:
        """Take a notification; whatever rings is answered after a while, unless another does so first."""
        alert = frame["alert_id"]
        self.shown.append((frame["seq"], frame["kind"], alert))
        if frame["kind"] != "alert_raised":
            self.taken.add(alert)
        elif alert not in self.rang_at:
            self.rang_at[alert] = time.monotonic_ns()
            task = asyncio.create_task(self.answer(alert))
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)

    async def answer(self, alert: str) -> None:
        """Look at a call, come, and say that it is done."""
        with suppress(httpx.HTTPError):
            await self.http.get(f"/alerts/{alert}")
            if await self.pause(CHANCE.uniform(*COMES_S)) or alert in self.taken:
                return
            answer = await self.http.post(f"/alerts/{alert}/acknowledge")
            if answer.is_error or answer.json()["already"]:
                return
            self.ledger.acknowledged.append(alert)
            if await self.pause(CHANCE.uniform(*STAYS_S)):
                return
            if (await self.http.post(f"/alerts/{alert}/resolve", json={"reason": "helped"})).is_success:
                self.ledger.resolved.append(alert)

    async def read_on(self, mean_s: float) -> None:
        """Look at the pages again and again."""
        while not await self.pause(CHANCE.expovariate(1 / mean_s)):
            [habit] = CHANCE.choices(CAREGIVER, WEIGHTS)
            path = habit.route.removeprefix("GET ")
            with suppress(httpx.HTTPError):
                await self.http.get(path.replace("{id}", CHANCE.choice(self.people)))

    async def pause(self, seconds: float) -> bool:
        """Wait; tell whether it is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)
        return self.over.is_set()


async def main() -> None:
    """Connect, listen and answer until told to stop; then wait for what is still to come, and write the record."""
    plan = json.loads(await asyncio.to_thread(Path(await line()).read_text, encoding="utf-8"))
    timings, ledger = Timings(), Ledger()
    shared = Timed(timings)
    everybody = [Caregiver(told, plan, shared, ledger) for told in plan["caregivers"]]
    listening = []
    for each in everybody:
        listening.append(asyncio.create_task(each.client.run_for_ever()))
        await asyncio.sleep(1 / OPENED_A_SECOND)
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(each.client.connected.wait() for each in everybody))
    say("ready")

    mean_s = pause_s(CAREGIVER, plan["rate"])
    reading = [asyncio.create_task(each.read_on(mean_s)) for each in everybody]
    await line()
    for each in everybody:
        each.over.set()
    await asyncio.gather(*reading, *(task for each in everybody for task in each.answering))
    say("quiet")

    last = json.loads(await line())
    record = await line()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            for each, told in zip(everybody, plan["caregivers"], strict=True):
                while (each.client.cursor or 0) < last.get(told["account"], 0):  # noqa: ASYNC110 - no event says it
                    await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    rang = [(alert, at) for each in everybody for alert, at in each.rang_at.items()]
    written = json.dumps({"timings": vars(timings), "ledger": ledger.written(), "rang": rang})
    await asyncio.to_thread(Path(record).write_text, written, encoding="utf-8")
    say("done")


async def line() -> str:
    """Return the next line of standard input."""
    text: str = await asyncio.to_thread(sys.stdin.readline)
    return text.strip()


def say(word: str) -> None:
    """Tell whoever started this."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
