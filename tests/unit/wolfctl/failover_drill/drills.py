"""Made-up drills for tests: attempts at times, and what was found."""

from collections.abc import Iterable, Mapping
from typing import Any

from wolfctl.workflows.failover_drill.document import About, document
from wolfctl.workflows.failover_drill.ledger import Attempt, compare
from wolfctl.workflows.failover_drill.outcomes import Outcome
from wolfctl.workflows.failover_drill.plan import Plan, Round, plan
from wolfctl.workflows.failover_drill.recovery import recovery
from wolfctl.workflows.failover_drill.request import Kind, Request
from wolfctl.workflows.failover_drill.rounds import Event, Observed

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.INDETERMINATE
PATHS = ("api", "pool", "fresh", "listen")
TRIGGERED = 1000.0
ABOUT = About(
    "20261126T020000Z",
    "2026-11-26T02:00:00+00:00",
    "2026-11-26T02:00:20+00:00",
    "robin",
    "0123456789ab",
    "0.1.0",
    {"what": "two servers"},
)


def attempts(path: str, steps: Iterable[tuple[float, Outcome]]) -> list[Attempt]:
    """One write after another, each of 10 ms, ending so many seconds after the fault."""
    return [
        Attempt(path, number, TRIGGERED + at - 0.01, TRIGGERED + at, outcome, "" if outcome is OK else "unreachable")
        for number, (at, outcome) in enumerate(steps, 1)
    ]


def outage(seconds: float) -> list[tuple[float, Outcome]]:
    """Well until the fault, one failure in the middle of the outage, well again."""
    before = [(-0.5 + 0.1 * n, OK) for n in range(6)]
    after = [(seconds + 0.1 * n, OK) for n in range(10)]
    return [*before, (seconds / 2, FAILED), *after]


def observed(
    planned: Round, *, seconds: float = 1.0, lose: Iterable[tuple[str, int]] = (), old: Mapping[str, int] | None = None
) -> Observed:
    """A round in which every path was out for so long, and some acknowledged writes are gone."""
    made = [attempt for path in PATHS for attempt in attempts(path, outage(seconds))]
    kept = [attempt for attempt in made if attempt.path != "listen"]
    gone = set(lose)
    found = {(one.path, one.number): 1 for one in kept if one.ok and (one.path, one.number) not in gone}
    return Observed(
        planned,
        primary_before="a",
        primary_after="b",
        triggered=TRIGGERED,
        attempts=made,
        steady_before=True,
        steady_after=True,
        comparison=compare(kept, found),
        recoveries={path: recovery(path, made, TRIGGERED) for path in PATHS},
        old_primary={"accepted": 0, "refused": 7} if old is None else old,
        rebuilt_s=3.0,
        standby_lacks=0,
        events=[Event(0.0, "SIGKILL of the primary: done"), Event(0.6, "b leads")],
    )


def drill(**asked: Any) -> Plan:
    """The plan of a drill on this machine."""
    return plan(Request("local", on_aws=False, multi_az=True, **asked))


def report(planned: Plan, rounds: Iterable[Observed], **more: Any) -> dict[str, Any]:
    return document(ABOUT, planned, list(rounds), ledger_sha256="0" * 64, **more)


def held(**asked: Any) -> dict[str, Any]:
    """The document of a drill in which every claim held."""
    planned = drill(**asked)
    lost = {Kind.NEGATIVE_CONTROL: [("pool", 2), ("pool", 3)]}
    return report(planned, [observed(one, lose=lost.get(one.kind, [])) for one in planned.rounds])
