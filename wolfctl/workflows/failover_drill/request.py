"""What an operator asks for, checked before anything is looked at."""

from dataclasses import dataclass
from enum import StrEnum

from wolfctl.errors import Refused
from wolfctl.workflows.failover_drill.window import Window

MOST_ROUNDS = 50


class Fault(StrEnum):
    """What is done to the primary."""

    KILL = "SIGKILL of the primary"
    BLACK_HOLE = "black hole before the primary"
    REBOOT = "RDS reboot with failover"


class Kind(StrEnum):
    """What a round is for."""

    DRILL = "drill"
    FAIL_BACK = "fail-back"
    NEGATIVE_CONTROL = "negative control"


@dataclass(frozen=True, slots=True)
class Request:
    """One drill as asked for; `rto_s` is the longest time without service that is tolerated."""

    environment: str
    on_aws: bool
    multi_az: bool
    rounds: int = 1
    black_hole: bool = False
    negative_control: bool = False
    fail_back: bool = False
    rto_s: float | None = None
    window: Window | None = None


def require_allowed(request: Request, now: float) -> None:
    """Raise Refused for what cannot or must not be drilled; `now` is a Unix time."""
    name = request.environment
    if not 1 <= request.rounds <= MOST_ROUNDS:
        raise Refused(f"{request.rounds} rounds cannot be drilled.", hint=f"Choose 1 to {MOST_ROUNDS} with --rounds.")
    if request.rto_s is not None and request.rto_s <= 0:
        raise Refused("The tolerated time without service must be more than nothing.", hint="Give seconds with --rto.")
    if not request.multi_az:
        raise Refused(
            f"{name} has no standby to fail over to.",
            why="data.multi_az is false.",
            hint=f"Set it to true in envs/{name}.yaml and apply that, or drill another environment.",
        )
    if request.on_aws and request.black_hole:
        raise Refused(
            f"{name} cannot be put behind a black hole.",
            why="The proxy that swallows packets stands between processes of this machine.",
            hint="Leave out --black-hole: RDS is made to reboot with failover.",
        )
    if request.on_aws and request.negative_control:
        raise Refused(
            f"The negative control is not for {name}.",
            why="It loses acknowledged writes on purpose, and RDS replicates a Multi-AZ instance synchronously anyway.",
            hint="Run it on this machine: wolfctl failover-drill local --negative-control",
        )
    if name == "prod" and request.window is None:
        raise Refused(
            "prod is drilled only in a window that somebody has signed off.",
            why="No window was given.",
            hint="Give --window FILE, or --approved-by WHO --from TIME --to TIME; see docs/runbooks/failover-drill.md.",
        )
    if request.window is not None:
        request.window.require_open(name, now)
