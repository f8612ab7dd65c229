"""Fifty times, at random and under load, something is killed: no press is lost, no alert unheard, none shown twice.

What is killed and how it comes back stands in `kills.py`; who presses and who listens in `under_load.py`.
`KILLS_SEED` repeats a run's order of kills, `KILLS` changes their number.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from statistics import quantiles

import pytest

from tests.local import kills
from tests.local.kills import BUSY, BY_CLOCK, Kill, synchronous
from tests.local.ledger_check import Differences, differences, until_heard
from tests.local.running_system import Checkout
from tests.local.under_load import Ledger, Listener, load

pytestmark = [pytest.mark.slow, pytest.mark.local, pytest.mark.timeout(1500)]

KILLS = int(os.environ.get("KILLS", "50"))
LONGEST_UNHEARD_S = 240
# How often each is killed in fifty.
SHARES: dict[str, tuple[int, Kill]] = {
    "the API and its relay": (8, kills.api_and_relay),
    "the primary database": (6, kills.primary_database),
    "the queue's delivery": (4, kills.queue_stopped),
    "all of AWS, frozen": (3, kills.emulator_frozen),
    "all of AWS, restarted": (2, kills.emulator_restarted),
    **{name: (4, kills.busy_function(name)) for name in BUSY},
    **{name: (1, kills.clock_function(name)) for name in BY_CLOCK},
    "escalate": (3, kills.clock_function("escalate")),
    "dead_letters": (2, kills.dead_letters),
    "sms_reply": (2, kills.text_reply),
    "sms_receipt": (1, kills.text_receipt),
}


def chosen(chance: random.Random, count: int) -> list[tuple[str, Kill]]:
    """The kills of a run, in a random order; those of the texts need a text before them."""
    all_of_them = [(name, kill) for name, (share, kill) in SHARES.items() for _ in range(share)]
    chance.shuffle(all_of_them)
    return all_of_them[:count]


async def test_fifty_random_kills_under_load_lose_nothing_and_show_nothing_twice(system: Checkout) -> None:
    seed = int(os.environ.get("KILLS_SEED") or time.time_ns() % 10**6)
    chance = random.Random(seed)  # noqa: S311
    say(f"\nKILLS_SEED={seed}")
    began = time.monotonic()
    await synchronous(system)
    async with load(system) as (ledger, listeners):
        await asyncio.sleep(8)  # until something rings, is texted and answered
        killed: Counter[str] = Counter()
        for name, kill in chosen(chance, KILLS):
            at = time.monotonic()
            reopening = chance.choice(listeners)
            await reopening.close()
            await kill(system, chance)
            await reopening.open(reopening.client.cursor)
            killed[name] += 1
            say(f"{at - began:6.1f} s  {name}: back after {time.monotonic() - at:.1f} s, {len(ledger.pressed)} presses")
            await asyncio.sleep(chance.uniform(0.5, 2.5))
        ledger.over = True
        await until_heard(system, ledger, listeners, lambda: ledger.alerts, LONGEST_UNHEARD_S)
    assert sum(killed.values()) == KILLS
    await report(system, ledger, listeners, killed, time.monotonic() - began)


async def report(
    system: Checkout, ledger: Ledger, listeners: list[Listener], killed: Counter[str], took_s: float
) -> None:
    """Compare the ledger with the database and with what the devices showed, and print both."""
    found = await differences(system, ledger, listeners, ledger.alerts)
    unpublished = await system.rows("SELECT count(*) FROM outbox WHERE published_at IS NULL")
    calls = listeners[0].calls()
    waits = [calls[alert_id] - at for alert_id, at in ledger.pressed.values() if alert_id in calls]
    cuts = quantiles(waits, n=100)
    for line in (
        f"{sum(killed.values())} kills in {took_s:.0f} s: {dict(killed)}",
        f"presses acknowledged {len(ledger.pressed)}, answered {len(ledger.answered)}",
        f"requests without success {dict(ledger.refused)}, understood by {dict(ledger.understood)}",
        f"notifications shown { ({each.name: len(each.shown) for each in listeners}) }",
        f"acknowledged and not so: {found}",
        f"from a press to the telephone: median {cuts[49]:.2f} s, p99 {cuts[98]:.1f} s, longest {max(waits):.1f} s",
    ):
        say(line)
    assert found == Differences()
    assert not ledger.denied
    assert unpublished == [["0"]]
    assert ledger.answered >= ledger.alerts


def say(line: str) -> None:
    """Tell at once: the run takes minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
