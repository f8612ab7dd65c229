"""One fault after the other while people press: nothing acknowledged is lost, nothing shown twice, no call unheard.

What is done stands in `faults.py`, where it is done in `rig.py`. Each case is one fault: it comes, is held for some
seconds, goes; it is measured how long it takes until things are written and heard again; then the ledger of
everything that was acknowledged so far is held against the database and against what the devices showed.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from tests.faults.daily_use import hand_in_log, read_board
from tests.faults.faults import FAULTS
from tests.faults.measured import Case, Span, heard_again, measured, writes_again
from tests.faults.report import Run, published, to_json, to_markdown
from tests.faults.rig import Rig, rigged
from tests.local.kills import synchronous
from tests.local.ledger_check import Differences, differences, until_heard
from tests.local.running_system import ROOT, Checkout
from tests.local.under_load import Ledger, Listener, load

pytestmark = [
    pytest.mark.faults,
    pytest.mark.local,
    pytest.mark.timeout(300, func_only=True),
    pytest.mark.asyncio(loop_scope="module"),
]

PRESSERS = 2
# After this long without recovery a fault has broken something.
PATIENCE_S = 90.0
AFTERWARDS_S = 1.0
REPORT = ROOT / ".wolf" / "faults"
DOCUMENT, FIGURES = ROOT / "docs" / "faults.md", ROOT / "docs" / "faults.json"


@dataclass
class Underway:
    """The load that goes on through all faults, and its ledger."""

    system: Checkout
    ledger: Ledger
    listeners: list[Listener]

    def writes(self) -> list[tuple[float, float]]:
        """When each batch of the log was sent and acknowledged."""
        return sorted(set(self.ledger.logged.values()))

    def calls(self) -> list[tuple[float, float | None]]:
        """When each press was acknowledged, and when the telephone rang for it."""
        rang = self.listeners[0].calls()
        return [(at, rang.get(alert_id)) for alert_id, at in self.ledger.pressed.values()]


@pytest.fixture(scope="module")
def cases() -> Iterator[dict[str, Case]]:
    """What was measured; written down when all are through, for the document too when asked for and whole."""
    began, kept = time.monotonic(), dict[str, Case]()
    yield kept
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0
    date, took_s = datetime.now(UTC).strftime("%-d %B %Y"), time.monotonic() - began
    run = Run(date, commit.stdout.strip() or "unknown", cores, took_s, len(FAULTS), kept)
    REPORT.mkdir(parents=True, exist_ok=True)
    (REPORT / "faults.json").write_text(to_json(run))
    (REPORT / "faults.md").write_text(to_markdown(run))
    say("\n" + to_markdown(run))
    if os.environ.get("PUBLISH") and kept.keys() == FAULTS.keys():
        DOCUMENT.write_text(published(DOCUMENT.read_text(), run))
        FIGURES.write_text(to_json(run))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rig(cases: dict[str, Case], system: Checkout, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rig]:
    async with rigged(system, tmp_path_factory.mktemp("rig")) as rig:
        yield rig


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def underway(rig: Rig) -> AsyncIterator[Underway]:
    """Presses, answers, the log and the board, from before the first fault until after the last."""
    await synchronous(rig.system)
    async with load(rig.system, pressers=PRESSERS, beside=(hand_in_log, read_board)) as (ledger, listeners):
        load_of_all = Underway(rig.system, ledger, listeners)
        await until_recovered(load_of_all, time.monotonic(), patience_s=2 * PATIENCE_S)
        yield load_of_all
        ledger.over = True


@pytest.mark.parametrize("name", FAULTS)
async def test_what_was_acknowledged_outlives(name: str, rig: Rig, underway: Underway, cases: dict[str, Case]) -> None:
    fault, ledger = FAULTS[name], underway.ledger
    await synchronous(rig.system)
    refused, fallbacks, boards = ledger.refused.total(), ledger.understood["fallback"], ledger.boards_read
    tablet = underway.listeners[1]
    await tablet.close()
    began = time.monotonic()
    try:
        await fault.on(rig)
        await tablet.open(tablet.client.cursor)
        if fault.sockets_open:
            await asyncio.wait_for(tablet.client.connected.wait(), PATIENCE_S)
        await asyncio.sleep(fault.hold_s)
    finally:
        ended = time.monotonic()
        await fault.off(rig)
    await until_recovered(underway, ended)
    await asyncio.sleep(AFTERWARDS_S)
    pressed = ledger.alerts
    heard = await until_heard(rig.system, ledger, underway.listeners, lambda: pressed, PATIENCE_S)
    span = Span(began, ended, time.monotonic())

    found = await differences(rig.system, ledger, underway.listeners, pressed)
    case = measured(
        fault.what,
        span,
        underway.writes(),
        underway.calls(),
        refused=ledger.refused.total() - refused,
        fallbacks=ledger.understood["fallback"] - fallbacks,
    )
    cases[name] = case = replace(case, lost=found.lost, twice=found.twice, unheard=found.never_heard)
    say(f"\n{name}: {case}")
    assert found == Differences()
    assert heard, "not everything was answered and published"
    assert not ledger.denied
    assert ledger.boards_read > boards
    assert fault.felt(case), "the fault did nothing"


async def until_recovered(underway: Underway, ended: float, *, patience_s: float = PATIENCE_S) -> None:
    """Wait until a write that was sent since then is acknowledged, and a press since then is heard."""
    deadline = time.monotonic() + patience_s
    while writes_again(underway.writes(), ended) is None or heard_again(underway.calls(), ended) is None:
        assert time.monotonic() < deadline, f"nothing goes on; refused so far: {underway.ledger.refused}"
        await asyncio.sleep(0.1)


def say(line: str) -> None:
    """Tell at once: the run takes minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
