"""Carries out the plan of a failover drill on a target: this machine's pair, or an instance of RDS."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from wolfctl.drill.load import Canary, Load
from wolfctl.workflows.failover_drill.plan import Round
from wolfctl.workflows.failover_drill.rounds import Observed


class Target(Protocol):
    """What can be drilled: `wolfctl.adapters.local_drill` and `wolfctl.adapters.rds_drill`."""

    def about(self) -> dict[str, Any]:
        """What the report says of where it was held."""

    async def guardrails(self) -> list[tuple[bool, str]]:
        """What must hold before anything is broken: whether it does, and what it is."""

    async def set_up(self) -> None:
        """Make what the canaries write to."""

    def canaries(self, number: int) -> dict[str, Canary]:
        """The canaries of a round, by path."""

    async def primary(self) -> str:
        """Who takes writes now."""

    def deeds(self) -> dict[str, Callable[[], Awaitable[float]]]:
        """What a plan's actions do, by name; each returns when it was done, in seconds since 1970."""

    async def tries_old_primary(self, name: str, number: int, attempt: int) -> bool | None:
        """Whether the old primary still takes a write; None where nobody can try."""

    async def is_rebuilt(self, before: str) -> bool:
        """Whether a standby follows again."""

    async def mend(self) -> None:
        """Put right what the fault has left."""

    async def found(self, number: int, api_numbers: range) -> Mapping[tuple[str, int], int]:
        """How often each canary of a round is there, by path and number."""

    async def standby_lacks(self, number: int) -> int | None:
        """How many canaries of a round the standby lacks; None where nobody can read it."""

    async def events(self, since: float) -> list[tuple[float, str, str]]:
        """What others tell of the time since then: when, what, and who says so."""

    async def put_back(self) -> list[str]:
        """Undo what the drill has made, and say what was undone."""


@dataclass
class Progress:
    """How far a drill has come, for whoever shows it; `said` holds a line a stage, with its monotonic time."""

    round: Round | None = None
    stage: str = "preparing"
    load: Load | None = None
    triggered: float | None = None
    done: list[Observed] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Begin a stage."""
        self.stage = text
        self.said.append((time.monotonic(), text))
