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

    def about(self) -> dict[str, Any]: ...

    async def guardrails(self) -> list[tuple[bool, str]]: ...

    async def set_up(self) -> None: ...

    def canaries(self, number: int) -> dict[str, Canary]: ...

    async def primary(self) -> str: ...

    def deeds(self) -> dict[str, Callable[[], Awaitable[float]]]: ...

    async def tries_old_primary(self, name: str, number: int, attempt: int) -> bool | None: ...

    async def is_rebuilt(self, before: str) -> bool: ...

    async def mend(self) -> None: ...

    async def found(self, number: int, api_numbers: range) -> Mapping[tuple[str, int], int]: ...

    async def standby_lacks(self, number: int) -> int | None: ...

    async def events(self, since: float) -> list[tuple[float, str, str]]: ...

    async def put_back(self) -> list[str]: ...


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
