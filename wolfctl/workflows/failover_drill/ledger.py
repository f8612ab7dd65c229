"""Every attempt of every canary write, and what the database held of them afterwards."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wolfctl.workflows.failover_drill.outcomes import Outcome

# The path that a canary took and its number on that path, which only grows.
Write = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one write; seconds of one monotonic clock. `code` says what came instead of an acknowledgement."""

    path: str
    number: int
    begun: float
    ended: float
    outcome: Outcome
    code: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was acknowledged."""
        return self.outcome is Outcome.OK


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ledger against what was found, counted in writes, not attempts."""

    acknowledged: int
    failed: int
    indeterminate: int
    lost: tuple[Write, ...]
    recovered: int
    present_though_failed: tuple[Write, ...]
    duplicates: tuple[Write, ...]
    unexpected: tuple[Write, ...]
    lost_by_path: Mapping[str, int]

    def data(self) -> dict[str, Any]:
        """For JSON: numbers, and the first few writes of each kind that must not occur."""
        told = asdict(self)
        for name in ("lost", "present_though_failed", "duplicates", "unexpected"):
            writes: tuple[Write, ...] = getattr(self, name)
            told[name] = len(writes)
            told[f"{name}_examples"] = [f"{path} {number}" for path, number in writes[:5]]
        return told


def outcomes(attempts: Iterable[Attempt]) -> dict[Write, Outcome]:
    """What is known of each write after all attempts at it: one acknowledgement settles it, one doubt unsettles it."""
    known: dict[Write, Outcome] = {}
    strength = (Outcome.FAILED, Outcome.INDETERMINATE, Outcome.OK)
    for attempt in attempts:
        write = attempt.path, attempt.number
        known[write] = max(known.get(write, Outcome.FAILED), attempt.outcome, key=strength.index)
    return known


def compare(attempts: Iterable[Attempt], found: Mapping[Write, int]) -> Comparison:
    """Hold the writes against how often each was found; `found` covers every path of `attempts`.

    Lost is what was acknowledged and is absent. An indeterminate write may be either.
    """
    known = outcomes(attempts)
    count = Counter(known.values())
    lost = tuple(sorted(write for write, outcome in known.items() if outcome is Outcome.OK and write not in found))
    doubtful = [write for write, outcome in known.items() if outcome is Outcome.INDETERMINATE]
    refused = sorted(write for write, outcome in known.items() if outcome is Outcome.FAILED and write in found)
    return Comparison(
        acknowledged=count[Outcome.OK],
        failed=count[Outcome.FAILED],
        indeterminate=count[Outcome.INDETERMINATE],
        lost=lost,
        recovered=sum(write in found for write in doubtful),
        present_though_failed=tuple(refused),
        duplicates=tuple(sorted(write for write, times in found.items() if times > 1)),
        unexpected=tuple(sorted(write for write in found if write not in known)),
        lost_by_path=dict(Counter(path for path, _ in lost)),
    )


def codes(attempts: Iterable[Attempt]) -> dict[str, dict[str, int]]:
    """How often each path met each kind of trouble."""
    counted: dict[str, Counter[str]] = {}
    for attempt in attempts:
        if attempt.code:
            counted.setdefault(attempt.path, Counter())[attempt.code] += 1
    return {path: dict(counter.most_common()) for path, counter in sorted(counted.items())}
