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

import aiohttp
import httpx
import uvloop

from clients.python.alphawolf_notifications import Notifications
from tests.load.ledger import Ledger
from tests.load.mix import CAREGIVER, pause_s
from tests.load.timings import Timings

CHANCE = random.Random()  # noqa: S311 - no secret is drawn from it
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WEIGHTS = [habit.a_minute for habit in CAREGIVER]
CONNECTIONS = 100
HTTP_S = 10.0
OPENED_A_SECOND = 20
COMES_S, STAYS_S = (2.0, 12.0), (20.0, 60.0)
PATIENCE_S = 60.0


class Asking:
    """Connections that everybody shares; each request is timed to the end of its answer."""

    def __init__(self, url: str, http: aiohttp.ClientSession, timings: Timings) -> None:
        self.url = url
        self.http = http
        self.timings = timings

    async def ask(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
        """Ask, write down what it took, and return what was answered; None when it failed."""
        route = f"{method} {UUID.sub('{id}', path)}"
        begun = time.perf_counter()
        try:
            async with self.http.request(method, self.url + path, headers=headers, json=body) as answer:
                told = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError) as error:
            self.timings.note(route, 0.0, type(error).__name__)
            return None
        took = (time.perf_counter() - begun) * 1000
        self.timings.note(route, took, None if answer.ok else str(answer.status))
        return told if answer.ok else None


class Caregiver:
    """Somebody who listens for people, and comes."""

    def __init__(self, told: dict[str, Any], asking: Asking, shared: httpx.AsyncHTTPTransport, ledger: Ledger) -> None:
        self.headers = {"authorization": f"Bearer {told['token']}"}
        self.people: list[str] = told["people"]
        self.asking = asking
        tickets = httpx.AsyncClient(base_url=asking.url, headers=self.headers, transport=shared, trust_env=False)
        self.client = Notifications(tickets, self.show, ways=("socket",))
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
        path = f"/alerts/{alert}"
        await self.asking.ask("GET", path, self.headers)
        if await self.pause(CHANCE.uniform(*COMES_S)) or alert in self.taken:
            return
        answer = await self.asking.ask("POST", f"{path}/acknowledge", self.headers)
        if answer is None or answer["already"]:
            return
        self.ledger.acknowledged.append(alert)
        if await self.pause(CHANCE.uniform(*STAYS_S)):
            return
        if await self.asking.ask("POST", f"{path}/resolve", self.headers, {"reason": "helped"}):
            self.ledger.resolved.append(alert)

    async def read_on(self, mean_s: float) -> None:
        """Look at the pages again and again."""
        while not await self.pause(CHANCE.expovariate(1 / mean_s)):
            [habit] = CHANCE.choices(CAREGIVER, WEIGHTS)
            path = habit.route.removeprefix("GET ")
            await self.asking.ask("GET", path.replace("{id}", CHANCE.choice(self.people)), self.headers)

    async def pause(self, seconds: float) -> bool:
        """Wait; tell whether it is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)
        return self.over.is_set()


async def main() -> None:
    """Connect, listen and answer until told to stop; then wait for what is still to come, and write the record."""
    plan = json.loads(await asyncio.to_thread(Path(await line()).read_text, encoding="utf-8"))
    timings, ledger = Timings(), Ledger()
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    shared = httpx.AsyncHTTPTransport(limits=limits)
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(HTTP_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        asking = Asking(plan["url"], http, timings)
        everybody = [Caregiver(told, asking, shared, ledger) for told in plan["caregivers"]]
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
