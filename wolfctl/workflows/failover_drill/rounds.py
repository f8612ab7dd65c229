"""What was seen of one round, and what that says of the claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from wolfctl.workflows.failover_drill.ledger import Attempt, Comparison
from wolfctl.workflows.failover_drill.plan import Limits, Path, Round
from wolfctl.workflows.failover_drill.recovery import Recovery, has_recovered
from wolfctl.workflows.failover_drill.request import Kind


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in seconds after the trigger, and who says so."""

    at: float
    what: str
    source: str = "wolfctl"


@dataclass(slots=True)
class Observed:
    """All that one round showed; times are of one monotonic clock, but `rebuilt_s`, which counts from the trigger."""

    round: Round
    primary_before: str = ""
    primary_after: str = ""
    triggered: float | None = None
    attempts: Sequence[Attempt] = ()
    steady_before: bool | None = None
    steady_after: bool | None = None
    comparison: Comparison | None = None
    recoveries: Mapping[str, Recovery | None] = field(default_factory=dict)
    old_primary: Mapping[str, int] = field(default_factory=dict)
    rebuilt_s: float | None = None
    standby_lacks: int | None = None
    events: list[Event] = field(default_factory=list)
    aborted: str = ""
    # The claim that has not held when its patience ran out; the round was aborted then.
    failed: str = ""

    @property
    def worst(self) -> Recovery | None:
        """The path that was without service longest; None when one did not come back."""
        known = [recovery for recovery in self.recoveries.values() if recovery is not None]
        complete = known and len(known) == len(self.recoveries)
        return max(known, key=lambda recovery: recovery.longest) if complete else None


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim and whether it held; None when the round did not get so far as to tell."""

    claim: str
    held: bool | None
    seen: str


class Verdict(StrEnum):
    """What a drill comes to."""

    HELD = "held"
    NOT_HELD = "not held"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"


EXIT_CODES = {Verdict.HELD: 0, Verdict.NOT_HELD: 1, Verdict.ABORTED: 1, Verdict.INTERRUPTED: 130}
ACCEPTED = "accepted"


def steady(attempts: Sequence[Attempt], paths: Sequence[Path], since: float) -> bool:
    """Whether every path has acknowledged every write that ended since a moment, and at least one."""
    recent = [attempt for attempt in attempts if attempt.ended >= since]
    return {path.name for path in paths} <= {attempt.path for attempt in recent} and all(
        attempt.ok for attempt in recent
    )


def still_out(attempts: Sequence[Attempt], paths: Sequence[Path], triggered: float) -> list[str]:
    """The paths that have not come back yet."""
    return [path.name for path in paths if not has_recovered(path.name, attempts, triggered)]


def judge(observed: Observed, limits: Limits, claims: Mapping[str, str]) -> list[Finding]:
    """What a round says of each claim that it can say something of."""
    if observed.round.kind is Kind.NEGATIVE_CONTROL:
        return [_loss_is_seen(observed)]
    findings = [
        Finding("steady_before", observed.steady_before, _yes_no(observed.steady_before)),
        *_counted(observed.comparison),
        _rto(observed, limits),
        _fenced(observed),
        _rebuilt(observed, limits),
        Finding("steady_after", observed.steady_after, _yes_no(observed.steady_after)),
    ]
    return [finding for finding in findings if finding.claim in claims]


def may_go_on(findings: Sequence[Finding]) -> bool:
    """Whether another round may follow: not after a loss, a double, a second primary or a missing standby."""
    return all(finding.held for finding in findings if finding.claim in ("lost", "duplicates", "fenced", "rebuilt"))


def verdict(planned: Sequence[Round], rounds: Sequence[Observed], findings: Sequence[Sequence[Finding]]) -> Verdict:
    """Held only when every planned round was done and every claim held in each."""
    judged = [finding.held for of_round in findings for finding in of_round]
    if False in judged:
        return Verdict.NOT_HELD
    if any(observed.aborted for observed in rounds) or len(rounds) < len(planned) or not planned:
        return Verdict.ABORTED
    return Verdict.HELD if all(judged) else Verdict.NOT_HELD


def _counted(found: Comparison | None) -> list[Finding]:
    if found is None or not found.acknowledged:
        return [Finding(claim, None, "nothing was counted") for claim in ("lost", "duplicates")]
    wrong = len(found.duplicates) + len(found.unexpected) + len(found.present_though_failed)
    told = f"{len(found.duplicates)} duplicates, {len(found.unexpected)} unexpected"
    if found.present_though_failed:
        told += f", {len(found.present_though_failed)} there though refused"
    return [
        Finding("lost", not found.lost, f"{len(found.lost)} of {found.acknowledged} acknowledged writes lost"),
        Finding("duplicates", not wrong, told),
    ]


def _rto(observed: Observed, limits: Limits) -> Finding:
    worst = observed.worst
    if worst is None:
        out = [path for path, recovery in observed.recoveries.items() if recovery is None]
        told = f"{', '.join(out)} did not come back" if out else "not reached"
        return Finding("rto", held=False if out else None, seen=told)
    told = f"{worst.path} was worst: {worst.shortest:.2f} to {worst.longest:.2f} s"
    return Finding("rto", worst.longest <= limits.rto_s, told)


def _fenced(observed: Observed) -> Finding:
    tried = sum(observed.old_primary.values())
    accepted = observed.old_primary.get(ACCEPTED, 0)
    held = None if not tried else not accepted
    return Finding("fenced", held, f"{accepted} of {tried} writes to it accepted" if tried else "not reached")


def _rebuilt(observed: Observed, limits: Limits) -> Finding:
    if observed.rebuilt_s is None:
        failed = observed.failed == "rebuilt"
        return Finding("rebuilt", False if failed else None, "no standby followed again" if failed else "not reached")
    lacks = "" if observed.standby_lacks is None else f", lacking {observed.standby_lacks} canaries"
    held = observed.rebuilt_s <= limits.rebuild_s and not observed.standby_lacks
    return Finding("rebuilt", held, f"after {observed.rebuilt_s:.1f} s{lacks}")


def _loss_is_seen(observed: Observed) -> Finding:
    found = observed.comparison
    if found is None or not found.acknowledged:
        return Finding("loss_is_seen", None, "nothing was counted")
    told = f"{len(found.lost)} of {found.acknowledged} acknowledged writes seen as lost"
    unproved = "no write was lost, so it is not shown that a loss would be detected"
    return Finding("loss_is_seen", held=bool(found.lost), seen=told if found.lost else unproved)


def _yes_no(held: bool | None) -> str:
    return {True: "every write acknowledged", False: "not every write was acknowledged", None: "not reached"}[held]
