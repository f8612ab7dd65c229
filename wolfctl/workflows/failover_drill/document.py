"""A drill as one JSON document; `wolfctl/data/failover_drill.schema.json` is its schema."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from wolfctl.workflows.failover_drill.ledger import Attempt, codes
from wolfctl.workflows.failover_drill.plan import Plan
from wolfctl.workflows.failover_drill.recovery import Recovery
from wolfctl.workflows.failover_drill.rounds import EXIT_CODES, Finding, Observed, Verdict, judge, verdict

VERSION = 1
BIN_S = 0.25
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.html
PUBLISHED = {
    "what": "Amazon RDS, Multi-AZ DB instance: failover times are typically",
    "from_s": 60,
    "to_s": 120,
    "source": "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.html",
}


@dataclass(frozen=True, slots=True)
class About:
    """Which drill this is; times are ISO 8601, and for reading alone: durations come from a monotonic clock."""

    id: str
    begun: str
    ended: str
    operator: str
    commit: str
    wolfctl: str
    target: Mapping[str, Any]


def document(
    about: About,
    plan: Plan,
    rounds: Sequence[Observed],
    *,
    interrupted: bool = False,
    ledger_sha256: str = "",
    trouble: Sequence[str] = (),
) -> dict[str, Any]:
    """The report that all others are made from; `trouble` is what could not be put back."""
    findings = [judge(observed, plan.limits, plan.claims) for observed in rounds]
    came_to = Verdict.INTERRUPTED if interrupted else verdict(plan.rounds, rounds, findings)
    return {
        "version": VERSION,
        **asdict(about),
        "environment": plan.request.environment,
        "verdict": str(came_to),
        "exit_code": EXIT_CODES[came_to],
        "plan": plan.data(),
        "totals": _totals(rounds),
        "published": PUBLISHED,
        "rounds": [_round(observed, of_round) for observed, of_round in zip(rounds, findings, strict=True)],
        "not_put_back": list(trouble),
        "ledger_sha256": ledger_sha256,
    }


def _round(observed: Observed, findings: Sequence[Finding]) -> dict[str, Any]:
    worst = observed.worst
    return {
        "number": observed.round.number,
        "kind": str(observed.round.kind),
        "fault": str(observed.round.fault),
        "primary_before": observed.primary_before,
        "primary_after": observed.primary_after,
        "aborted": observed.aborted,
        "findings": [asdict(finding) for finding in findings],
        "writes": observed.comparison.data() if observed.comparison else None,
        "troubles": codes(observed.attempts),
        "rto": {path: _interval(recovery) for path, recovery in observed.recoveries.items()},
        "worst_path": worst.path if worst else None,
        "old_primary": dict(observed.old_primary),
        "rebuilt_s": _rounded(observed.rebuilt_s),
        "standby_lacks": observed.standby_lacks,
        "events": [asdict(event) | {"at": round(event.at, 3)} for event in sorted(observed.events, key=lambda e: e.at)],
        "bins": _bins(observed.attempts, observed.triggered),
    }


def _interval(recovery: Recovery | None) -> dict[str, float] | None:
    if recovery is None:
        return None
    return {
        "last_ok_s": round(recovery.last_ok_ended, 3),
        "first_ok_s": round(recovery.first_ok_ended, 3),
        "shortest_s": round(recovery.shortest, 3),
        "longest_s": round(recovery.longest, 3),
    }


def _totals(rounds: Sequence[Observed]) -> dict[str, Any]:
    """Over the rounds that must not lose anything; a negative control is counted apart."""
    counted = [one for one in rounds if one.comparison and one.round.kind != "negative control"]
    control = [one.comparison for one in rounds if one.comparison and one.round.kind == "negative control"]
    found = [one.comparison for one in counted if one.comparison]
    worst = [one.worst.longest for one in counted if one.worst]
    return {
        "rounds": len(counted),
        "acknowledged": sum(one.acknowledged for one in found),
        "failed": sum(one.failed for one in found),
        "indeterminate": sum(one.indeterminate for one in found),
        "recovered": sum(one.recovered for one in found),
        "lost": sum(len(one.lost) for one in found),
        "duplicates": sum(len(one.duplicates) for one in found),
        "worst_rto_s": _rounded(max(worst)) if worst else None,
        "median_rto_s": _rounded(median(worst)) if worst else None,
        "negative_control_lost": sum(len(one.lost) for one in control) if control else None,
    }


def _bins(attempts: Sequence[Attempt], triggered: float | None) -> dict[str, list[list[float]]]:
    """What became of attempts, by path and quarter of a second in which they ended: [second, ok, failed, unknown]."""
    counted: dict[str, dict[int, list[int]]] = {}
    for attempt in attempts if triggered is not None else ():
        place = int((attempt.ended - (triggered or 0.0)) // BIN_S)
        row = counted.setdefault(attempt.path, {}).setdefault(place, [0, 0, 0])
        row[("ok", "failed", "indeterminate").index(attempt.outcome)] += 1
    return {
        path: [[round(place * BIN_S, 2), *row] for place, row in sorted(places.items())]
        for path, places in sorted(counted.items())
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
