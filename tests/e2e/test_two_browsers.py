"""Two browsers against what `make up` starts: HELP is pressed on the board, and whoever is called answers on a page.

The same after the caregiver's page lost its connection, while the API starts again, and while the database fails over.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.local.kills import start_api, stop_api, synchronous
from tests.local.running_system import Checkout
from tests.postgres.console.pages import Pages, Visitor, chromium, running_browser, until
from tests.postgres.console.test_calling import HELP, alert_of, answers, sees_who_comes
from wolfctl.adapters import database_pair, example_people
from wolfctl.adapters.local_ports import HOST

pytestmark = [pytest.mark.slow, pytest.mark.e2e, pytest.mark.timeout(900)]

HOPS = ("committed", "queued", "received_by_worker", "pushed_websocket", "acknowledged")


@dataclass
class TwoPages:
    """Sam's board and Ana's page, and when what was seen on them."""

    system: Checkout
    sam: Visitor
    ana: Visitor
    account: str
    seen: dict[str, float] = field(default_factory=dict)

    def press(self) -> None:
        """Press HELP."""
        self.seen = {"pressed": time.time()}
        self.sam.presses(HELP)

    def ring_and_answer(self, title: str) -> None:
        """Wait until Ana's page rings, answer, wait until the board shows who comes, and print the time of each hop."""
        alert = alert_of(self.sam, self.account)
        self.seen["the board was told that it is sent"] = time.time()
        self.ana.page.locator(f'[data-id="{alert}"].ringing').wait_for(timeout=60_000)
        self.seen["the caregiver's page rings"] = time.time()
        answers(self.ana, alert)
        self.seen["answered"] = time.time()
        sees_who_comes(self.sam, alert)
        self.seen["the board shows who is coming"] = time.time()
        counted = f"FROM alert_events WHERE alert_id = '{alert}' GROUP BY 1"
        statement = f"SELECT event, extract(epoch FROM min(at)) {counted}"  # noqa: S608 - an id from our own page
        hops = {event: float(at) for event, at in elsewhere(self.system.rows(statement))}
        times = {**self.seen, **{name: hops[name] for name in HOPS if name in hops}}
        lines = [f"{(at - times['pressed']) * 1000:8.0f} ms  {name}" for name, at in sorted(times.items(), key=at_of)]
        sys.stdout.write("\n".join(["", title, *lines, ""]))
        count = f"SELECT press_count FROM alerts WHERE id = '{alert}'"  # noqa: S608
        assert elsewhere(self.system.rows(count)) == [["1"]]
        self.ana.page.locator(f'[data-id="{alert}"] [data-key="resolve"]').click()
        self.sam.page.locator(f'#calls [data-alert="{alert}"].ended').wait_for(timeout=30_000)


def at_of(hop: tuple[str, float]) -> float:
    """The time of a hop."""
    return hop[1]


def elsewhere(work: Coroutine[Any, Any, Any]) -> Any:
    """Run what waits in a thread of its own: the browser's driver holds this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def pages(system: Checkout) -> Iterator[TwoPages]:
    """Sam at the board and Ana at the caregivers' page, each in a browser of their own, signed in through the form."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on PATH: install Debian's package chromium, or Google Chrome")
    headers = {"Authorization": f"Bearer {system.tokens('sam').access}"}
    url = f"http://{HOST}:{system.ports.api}"
    account = httpx.get(f"{url}/me", headers=headers, trust_env=False, timeout=30).json()["account_id"]
    with running_browser(path) as browser:
        opened = Pages(browser, url)
        visitors = []
        for name, page in (("sam", "board"), ("ana", "caregiver")):
            visitor = opened.visitor(page)
            typed = example_people.typed(name, system.state)
            code: Callable[[], str] | None = None
            if typed.code is not None:
                code = lambda name=name: str(example_people.typed(name, system.state).code)  # noqa: E731
            opened.sign_in_with(visitor, name, typed.password, code)
            visitors.append(visitor)
        sam, ana = visitors
        sam.page.locator(".cell").first.wait_for()
        ana.page.locator("body").click()  # a touch lets it sound
        yield TwoPages(system, sam, ana, account)
        opened.leave()


def test_help_rings_and_the_board_shows_who_is_coming(pages: TwoPages) -> None:
    pages.press()
    pages.ring_and_answer("a press")

    assert pages.ana.notes() > 0
    until(lambda: {"I need help!", "Ana is coming."} <= set(pages.sam.page.evaluate("spoken")))


def test_after_the_caregivers_page_lost_its_connection(pages: TwoPages) -> None:
    pages.ana.context.set_offline(True)
    pages.ana.sees("#state", "No connection")
    pages.press()
    pages.sam.sees("#calls", "Sent. Waiting")
    pages.ana.context.set_offline(False)
    pages.seen["the caregiver's page is back"] = time.time()

    pages.ring_and_answer("a press while the caregiver's page had no connection")


def test_while_the_api_is_started_again(pages: TwoPages) -> None:
    elsewhere(stop_api(pages.system, kill=True))
    pages.press()
    pages.sam.sees("#calls .unsent", "Not sent yet.")
    elsewhere(start_api(pages.system))
    pages.seen["the API is back"] = time.time()

    pages.ring_and_answer("a press while no API ran")


def test_while_the_database_fails_over(pages: TwoPages) -> None:
    elsewhere(synchronous(pages.system))
    before = database_pair.of(pages.system.root).roles().primary
    process = before.process()
    assert process is not None
    pages.press()
    process.kill()

    pages.ring_and_answer("a press in the moment at which the primary database was killed")
    until(lambda: database_pair.of(pages.system.root).roles().primary.name != before.name)
    elsewhere(synchronous(pages.system))
