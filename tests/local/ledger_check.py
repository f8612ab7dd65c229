"""Holds what was acknowledged against the database and against what the devices showed."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.local.running_system import Checkout
from tests.local.under_load import Ledger, Listener
from wolfctl.adapters.drill_api import ACTION

REPEATED_IN_INBOX = (
    "SELECT count(*) FROM (SELECT FROM inbox GROUP BY recipient, alert_id, outbox_id, kind HAVING count(*) > 1) x"
)


@dataclass(frozen=True, slots=True)
class Differences:
    """What was acknowledged and is not so, and what was shown more than once; all empty when all is well.

    `unheard` and `shown_twice` name the device.
    """

    presses_lost: list[str] = field(default_factory=list)
    presses_twice: list[str] = field(default_factory=list)
    answers_lost: list[str] = field(default_factory=list)
    log_lost: list[str] = field(default_factory=list)
    log_twice: list[str] = field(default_factory=list)
    unheard: dict[str, list[str]] = field(default_factory=dict)
    shown_twice: dict[str, int] = field(default_factory=dict)
    twice_in_inbox: int = 0

    @property
    def lost(self) -> int:
        """How much that was acknowledged is gone."""
        return len(self.presses_lost) + len(self.answers_lost) + len(self.log_lost)

    @property
    def twice(self) -> int:
        """How much counts or was shown twice."""
        counted = len(self.presses_twice) + len(self.log_twice) + self.twice_in_inbox
        return counted + sum(self.shown_twice.values())

    @property
    def never_heard(self) -> int:
        """How many calls some device has not rung for."""
        return len({alert_id for alert_ids in self.unheard.values() for alert_id in alert_ids})


async def until_heard(
    system: Checkout,
    ledger: Ledger,
    listeners: list[Listener],
    wanted: Callable[[], set[str]],
    patience_s: float,
) -> bool:
    """Wait until every device of the caregiver has rung for these alerts, and each was answered and published."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        alerts = wanted()
        if alerts and alerts <= ledger.answered and all(alerts <= set(each.calls()) for each in listeners[:-1]):
            waiting = await system.rows("SELECT DISTINCT alert_id FROM outbox WHERE published_at IS NULL")
            if alerts.isdisjoint(row[0] for row in waiting):
                return True
        await asyncio.sleep(0.5)
    return False


async def differences(system: Checkout, ledger: Ledger, listeners: list[Listener], alerts: set[str]) -> Differences:
    """Compare the ledger with the database, and these alerts with what the devices showed."""
    pressed, logged = dict(ledger.pressed), set(ledger.logged)
    answered = set(ledger.answered)
    rows = await system.rows("SELECT sentence, id, press_count, state FROM alerts WHERE sentence LIKE 'Press %'")
    stored = {sentence: (alert_id, int(count)) for sentence, alert_id, count, _ in rows}
    raised = {alert_id for _, alert_id, _, state in rows if state == "raised"}
    events = await system.rows(f"SELECT id, count(*) FROM logs WHERE action = '{ACTION}' GROUP BY id")  # noqa: S608
    times = {event_id: int(count) for event_id, count in events}
    unheard = {each.name: sorted(alerts - set(each.calls())) for each in listeners[:-1]}
    repeats = {each.name: repeated([frame["seq"] for frame, _ in each.shown]) for each in listeners}
    return Differences(
        presses_lost=[text for text, (alert_id, _) in pressed.items() if stored.get(text, ("",))[0] != alert_id],
        presses_twice=[text for text in pressed if text in stored and stored[text][1] != 1],
        answers_lost=sorted(answered & raised),
        log_lost=sorted(logged - times.keys()),
        log_twice=sorted(event_id for event_id in logged if times.get(event_id, 1) > 1),
        unheard={name: alert_ids for name, alert_ids in unheard.items() if alert_ids},
        shown_twice={name: count for name, count in repeats.items() if count},
        twice_in_inbox=int((await system.rows(REPEATED_IN_INBOX))[0][0]),
    )


def repeated(numbers: list[int]) -> int:
    """How often a number came again, or one below what had come."""
    return sum(later <= earlier for earlier, later in itertools.pairwise(numbers))
