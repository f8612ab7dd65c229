"""A rotation as one JSON document, and as a page in Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from wolfctl.workflows.failover_drill.ledger import Attempt
from wolfctl.workflows.failover_drill.outcomes import Outcome
from wolfctl.workflows.rotation.plan import Plan

VERSION = 1
DONE, FAILED, SKIPPED, EARLIER = "done", "failed", "not done", "done before"


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of a step: its state, what was seen, how long it took."""

    id: str
    state: str
    seen: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a claim held, and by what that is known."""

    claim: str
    held: bool
    seen: str


@dataclass(frozen=True, slots=True)
class About:
    """Which rotation this is; times are ISO 8601."""

    id: str
    since: str
    ended: str
    operator: str
    commit: str
    wolfctl: str
    target: str


def requests(attempts: Sequence[Attempt], *, made_before: int = 0, failed_before: int = 0) -> dict[str, Any]:
    """How many requests each path made, how many failed and by what, and how long the slowest of a hundred took.

    Those of runs that were cut off before count in the sums.
    """
    paths: dict[str, Any] = {}
    for path in sorted({attempt.path for attempt in attempts}):
        mine = [attempt for attempt in attempts if attempt.path == path]
        failed = [attempt for attempt in mine if attempt.outcome is not Outcome.OK]
        times = sorted(attempt.ended - attempt.begun for attempt in mine)
        paths[path] = {
            "made": len(mine),
            "failed": len(failed),
            "codes": dict(Counter(attempt.code for attempt in failed)),
            "p50_ms": round(times[len(times) // 2] * 1000, 1),
            "p99_ms": round(times[min(len(times) - 1, len(times) * 99 // 100)] * 1000, 1),
            "longest_ms": round(times[-1] * 1000, 1),
        }
    return {
        "made": made_before + sum(path["made"] for path in paths.values()),
        "failed": failed_before + sum(path["failed"] for path in paths.values()),
        "paths": paths,
    }


def findings(plan: Plan, results: Sequence[StepResult], made: Mapping[str, Any]) -> list[Finding]:
    """Hold every claim of the plan against what was seen."""
    told = {"requests": Finding("requests", not made["failed"], f"{made['failed']} failed of {made['made']}")}
    of_kind = {name: [one for one in results if one.id.partition(":")[0] == name] for name in ("kms", "database")}
    seen = {result.id: result.seen for result in results}
    whole = all(one.state in (DONE, EARLIER) for one in of_kind["kms"])
    listed = sum(bool(one.seen.get("listed")) for one in of_kind["kms"])
    by_trail = sum(bool(one.seen.get("trail")) for one in of_kind["kms"])
    told["kms"] = Finding(
        "kms",
        whole and listed == len(of_kind["kms"]) and by_trail == listed,
        f"{listed} of {len(of_kind['kms'])} list it, CloudTrail tells of {by_trail}",
    )
    wrapped = seen.get("rewrap", {})
    told["rewrapped"] = Finding(
        "rewrapped", bool(wrapped.get("keys")), f"{wrapped.get('rewrapped', 0)} of {wrapped.get('keys', 0)} in this run"
    )
    resealed = seen.get("reseal", {})
    left, moved = resealed.get("left"), resealed.get("moved", {})
    told["resealed"] = Finding(
        "resealed",
        left is not None and not any(left.values()),
        "not done" if left is None else f"{sum(moved.values())} moved, {sum(left.values())} left",
    )
    after = resealed.get("after", {})
    newer = after.get("newer", {})
    told["new"] = Finding("new", bool(newer) and all(newer.values()), after.get("told", "not done"))
    told["database"] = Finding(
        "database",
        bool(of_kind["database"]) and all(one.state in (DONE, EARLIER) for one in of_kind["database"]),
        ", ".join(f"{one.id.partition(':')[2]}: {one.seen.get('user', one.state)}" for one in of_kind["database"]),
    )
    signing = seen.get("signing", {})
    told["signing"] = Finding("signing", bool(signing.get("told")), signing.get("told", "not done"))
    return [told[claim] for claim in plan.claims]


def exit_code(results: Sequence[StepResult], found: Sequence[Finding], *, interrupted: bool) -> int:
    """0 when everything was done and every claim held, 130 when it was interrupted, else 1."""
    if interrupted:
        return 130
    whole = all(one.state in (DONE, EARLIER) for one in results)
    return 0 if whole and all(finding.held for finding in found) else 1


def document(
    about: About, plan: Plan, results: Sequence[StepResult], made: Mapping[str, Any], *, interrupted: bool
) -> dict[str, Any]:
    """The report that all others are made from; `made` is what `requests` says."""
    found = findings(plan, results, made)
    code = exit_code(results, found, interrupted=interrupted)
    return {
        "version": VERSION,
        **asdict(about),
        "environment": plan.environment,
        "verdict": {0: "held", 130: "interrupted"}.get(code, "not held"),
        "exit_code": code,
        "requests": made,
        "findings": [asdict(finding) | {"text": plan.claims[finding.claim]} for finding in found],
        "steps": [asdict(result) for result in results],
        "plan": plan.data(),
    }


def page(told: Mapping[str, Any]) -> str:
    """The report for a ticket."""
    made = told["requests"]
    head = f"# Rotation of keys of {told['environment']}: {told['verdict']}"
    code = f"commit {told['commit']}, wolfctl {told['wolfctl']}"
    by = f"{told['since']} to {told['ended']}, by {told['operator']}, {code}."
    claims = [
        f"| {one['text']} | {'held' if one['held'] else '**not held**'} | {one['seen']} |" for one in told["findings"]
    ]
    paths = [
        f"| {name} | {one['made']} | {one['failed']} | {one['p50_ms']} | {one['p99_ms']} | {one['longest_ms']} |"
        for name, one in made["paths"].items()
    ]
    steps = [f"| {one['id']} | {one['state']} | {one['seconds']:.1f} | {one['trouble']} |" for one in told["steps"]]
    left = [f"- {name}: {why}" for name, why in told["plan"]["left_out"]]
    return "\n".join(
        [
            head,
            "",
            by,
            f"Rotation {told['id']}. {told['target']}",
            "",
            f"**{made['failed']} failed of {made['made']} requests** of canaries while keys were rotated.",
            "",
            *("| claim | | seen |", "|---|---|---|", *claims, ""),
            *("| path | requests | failed | p50 ms | p99 ms | longest ms |", "|---|---|---|---|---|---|", *paths, ""),
            *("| step | | s | |", "|---|---|---|---|", *steps, ""),
            *(["Left out:", "", *left, ""] if left else []),
        ]
    )
