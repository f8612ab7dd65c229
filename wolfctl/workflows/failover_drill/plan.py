"""The plan of a drill: what is claimed, what is checked first, what is done, when it stops, what is put back."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from wolfctl.workflows.failover_drill.request import Fault, Kind, Request


@dataclass(frozen=True, slots=True)
class Path:
    """A way on which canaries travel.

    What they write can be counted afterwards where it `keeps`; where it `repeats`, a write without an acknowledgement
    is sent again under its own number, as a board does.
    """

    name: str
    what: str
    workers: int
    interval_s: float
    keeps: bool = True
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each stage lasts or may last, in seconds."""

    steady_s: float
    settle_s: float
    recover_s: float
    rebuild_s: float
    rto_s: float


@dataclass(frozen=True, slots=True)
class Round:
    """One fault and what it is for."""

    number: int
    kind: Kind
    fault: Fault

    @property
    def title(self) -> str:
        """The round in words."""
        return f"round {self.number}: {self.fault}" + ("" if self.kind is Kind.DRILL else f" ({self.kind})")


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a drill will do; made and shown without any I/O."""

    request: Request
    paths: tuple[Path, ...]
    limits: Limits
    claims: dict[str, str]
    guardrails: tuple[str, ...]
    aborts: tuple[str, ...]
    steps: tuple[str, ...]
    rounds: tuple[Round, ...]
    put_back: tuple[str, ...]
    not_exercised: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For JSON."""
        told = asdict(self)
        told["request"]["window"] = self.request.window.data() if self.request.window else None
        return told


API = "api"
POOL = "pool"
FRESH = "fresh"
LISTEN = "listen"

LOCAL_PATHS = (
    Path(
        API,
        "POST /logs through API Gateway as Sam's board: repeated under its id until acknowledged",
        2,
        0.1,
        repeats=True,
    ),
    Path(POOL, "INSERT on kept connections to whichever of two hosts takes writes, as the API connects", 2, 0.1),
    Path(FRESH, "INSERT on a new connection each time", 1, 0.1),
    Path(LISTEN, "NOTIFY through the pool, heard on a connection that only listens", 1, 0.1, keeps=False),
)
# The firewall lets one address make 10,000 requests in five minutes, 33 a second.
AWS_PATHS = (
    Path(API, "POST /logs through API Gateway: repeated under its id until acknowledged", 4, 0.5, repeats=True),
)

LOCAL_LIMITS = {Fault.KILL: Limits(2, 1, 60, 60, 15), Fault.BLACK_HOLE: Limits(2, 1, 90, 60, 30)}
AWS_LIMITS = Limits(60, 10, 300, 1800, 120)


def plan(request: Request) -> Plan:
    """What is done for a request that is allowed."""
    fault = Fault.REBOOT if request.on_aws else Fault.BLACK_HOLE if request.black_hole else Fault.KILL
    usual = AWS_LIMITS if request.on_aws else LOCAL_LIMITS[fault]
    limits = replace(usual, rto_s=request.rto_s or usual.rto_s)
    kinds = [Kind.DRILL] * request.rounds
    # Each round changes places, so after an even number the primary stands where it stood.
    kinds += [Kind.FAIL_BACK] * (request.fail_back and request.rounds % 2)
    kinds += [Kind.NEGATIVE_CONTROL] * request.negative_control
    return Plan(
        request=request,
        paths=AWS_PATHS if request.on_aws else LOCAL_PATHS,
        limits=limits,
        claims=_claims(request, limits),
        guardrails=AWS_GUARDRAILS if request.on_aws else LOCAL_GUARDRAILS,
        aborts=(
            "a path does not acknowledge every write before the fault: nothing is broken on purpose then",
            f"a path has not recovered {limits.recover_s:g} s after the fault",
            f"no standby follows again {limits.rebuild_s:g} s after the fault",
            "an acknowledged write is lost, or the old primary accepts one: no further round",
            "Ctrl-C or SIGTERM: canaries stop, what was changed is put back, the report is written",
        ),
        steps=_steps(request, fault, limits),
        rounds=tuple(
            Round(number, kind, Fault.KILL if kind is Kind.NEGATIVE_CONTROL else fault)
            for number, kind in enumerate(kinds, 1)
        ),
        put_back=_put_back(request, fault),
        not_exercised=AWS_NOT_EXERCISED if request.on_aws else LOCAL_NOT_EXERCISED[fault],
    )


def _claims(request: Request, limits: Limits) -> dict[str, str]:
    claims = {
        "steady_before": f"Before each fault every path acknowledges every write for {limits.steady_s:g} s.",
        "lost": "No acknowledged write is lost.",
        "duplicates": "No write counts twice, and nothing is there that nobody wrote.",
        "rto": f"Every path is without service for at most {limits.rto_s:g} s.",
    }
    if not request.on_aws:
        claims["fenced"] = "The old primary accepts no write after the fault."
    claims["rebuilt"] = f"A standby follows again within {limits.rebuild_s:g} s" + (
        "." if request.on_aws else ", and holds every canary."
    )
    claims["steady_after"] = f"Afterwards every path acknowledges every write for {limits.steady_s:g} s."
    if request.negative_control:
        claims["loss_is_seen"] = "Without a synchronous standby acknowledged writes are lost, and this drill sees it."
    return claims


def _steps(request: Request, fault: Fault, limits: Limits) -> tuple[str, ...]:
    steps = [f"write on every path for {limits.steady_s:g} s, all must be acknowledged", WHAT_HAPPENS[fault]]
    steps += ["write on until every path answers again" + ("" if request.on_aws else "; try the old primary meanwhile")]
    steps += [
        "wait for the standby",
        f"write for {limits.steady_s:g} s more, then hold the ledger against what is there",
    ]
    if request.fail_back and request.rounds % 2:
        steps.append("after the last round the same once more, back to where the primary stood")
    if request.negative_control:
        steps.append(
            "at the very end: the monitor stopped, the standby cut off, commits not waiting for it, then the same;"
            " what was written in these seconds, by anybody, is lost on purpose"
        )
    return tuple(steps)


WHAT_HAPPENS = {
    Fault.KILL: "SIGKILL the primary's server; the monitor fences it and promotes the standby",
    Fault.BLACK_HOLE: "the proxies before the nodes swallow all that goes to or comes from the primary, which stands"
    " still; the monitor hears nothing, fences it and promotes the standby",
    Fault.REBOOT: "RebootDBInstance with ForceFailover",
}
LOCAL_GUARDRAILS = (
    "the local system is up, and nobody else works on it",
    "both database nodes run, and commits wait for both",
    "the monitor that promotes the standby runs",
    "the API says that it is ready",
)
AWS_GUARDRAILS = (
    "the credentials are the account's that the environment names",
    "the instance is available, Multi-AZ, and its standby stands in another zone",
    "no change of the instance is pending or under way",
    "point-in-time recovery reaches to within 10 minutes",
    "no alarm of the environment is ringing",
)
AWS_NOT_EXERCISED = (
    "detection: a reboot with failover is announced to RDS, so the time to notice a dead primary is not in it",
    "connections of our own to the database, and writes to the old primary: it is reached from the VPC alone",
)
LOCAL_NOT_EXERCISED = {
    Fault.KILL: ("loss of the network: the sockets of a killed server are closed at once (see --black-hole)",),
    Fault.BLACK_HOLE: (
        "loss of packets between primary and standby: the primary stands still instead of writing on alone",
    ),
}


def _put_back(request: Request, fault: Fault) -> tuple[str, ...]:
    if request.on_aws:
        return ("nothing: a failover is not undone, and the canaries stay in the drill person's log",)
    parts = ["the drill's table is dropped, the canaries in Sam's log are deleted"]
    if fault is Fault.BLACK_HOLE:
        parts.append("the API is started again without the proxies, which are closed")
    if request.negative_control:
        parts.append("the monitor is started again; it rebuilds the standby and has commits wait for it")
    return tuple(parts)
