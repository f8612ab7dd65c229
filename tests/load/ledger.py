"""What was acknowledged to devices and shown by them, compared with what the database has. Pure; ids are their text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any


@dataclass
class Ledger:
    """What devices were told is done. A device writes it down only when the answer says so.

    `presses` maps a press's key to its alert; `shown` has, for each account, (number, kind, alert) in the order shown.
    """

    presses: dict[str, str] = field(default_factory=dict)
    task_events: list[str] = field(default_factory=list)
    log_events: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    shown: dict[str, list[tuple[int, str, str | None]]] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """Return it as JSON would have it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, documents: Iterable[Mapping[str, Any]]) -> "Ledger":
        """Put together what several processes wrote down."""
        whole = cls()
        for document in documents:
            whole.presses |= document["presses"]
            for name in ("task_events", "log_events", "acknowledged", "resolved"):
                getattr(whole, name).extend(document[name])
            for account, frames in document["shown"].items():
                whole.shown.setdefault(account, []).extend((seq, kind, alert) for seq, kind, alert in frames)
        return whole


@dataclass(frozen=True)
class Kept:
    """What the database has: presses as (key, alert), what each alert counts, inboxes as (number, kind, alert)."""

    presses: Sequence[tuple[str, str]]
    press_counts: Mapping[str, int]
    task_events: frozenset[str]
    log_events: frozenset[str]
    acknowledged: frozenset[str]
    resolved: frozenset[str]
    inboxes: Mapping[str, Sequence[tuple[int, str, str | None]]]


@dataclass(frozen=True)
class Faults:
    """How many of each went wrong."""

    presses_lost: int
    presses_counted_twice: int
    task_events_lost: int
    log_events_lost: int
    acknowledgements_lost: int
    resolutions_lost: int
    notifications_lost: int
    notifications_shown_twice: int
    notifications_never_written: int
    alerts_unheard: int

    @property
    def total(self) -> int:
        """Return all of them together."""
        return sum(getattr(self, name) for name in self.__dataclass_fields__)


def faults(ledger: Ledger, kept: Kept) -> Faults:
    """Return what was acknowledged and is not there, is there twice, or was not shown once to whoever is to hear it."""
    stored = dict(kept.presses)
    counted = Counter(alert for _, alert in kept.presses)
    lost, twice, never_written = 0, 0, 0
    heard: Counter[str] = Counter()
    for account, inbox in kept.inboxes.items():
        shown = ledger.shown.get(account, [])
        written, seen = {seq: (kind, alert) for seq, kind, alert in inbox}, {seq for seq, _, _ in shown}
        lost += len(written.keys() - seen)
        twice += sum(later[0] <= earlier[0] for earlier, later in pairwise(shown))
        never_written += sum(written.get(seq) != (kind, alert) for seq, kind, alert in shown)
        heard.update(alert for _, kind, alert in shown if kind == "alert_raised" and alert is not None)
    return Faults(
        presses_lost=sum(stored.get(key) != alert for key, alert in ledger.presses.items()),
        presses_counted_twice=sum(abs(count - counted[alert]) for alert, count in kept.press_counts.items())
        + len(kept.presses)
        - len(stored),
        task_events_lost=len(set(ledger.task_events) - kept.task_events),
        log_events_lost=len(set(ledger.log_events) - kept.log_events),
        acknowledgements_lost=len(set(ledger.acknowledged) - kept.acknowledged),
        resolutions_lost=len(set(ledger.resolved) - kept.resolved),
        notifications_lost=lost,
        notifications_shown_twice=twice,
        notifications_never_written=never_written,
        alerts_unheard=len({alert for alert in ledger.presses.values() if not heard[alert]}),
    )
