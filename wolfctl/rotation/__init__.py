"""Carries out the plan of a rotation while canaries go through the API; a run that was cut off is gone on with."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from wolfctl.drill.load import Load
from wolfctl.workflows.rotation.document import StepResult
from wolfctl.workflows.rotation.plan import Step

Say = Callable[[str], None]
Deed = Callable[[Step, Say], Awaitable[dict[str, Any]]]


class Target(Protocol):
    """Whose keys are rotated: `wolfctl.rotation.target`."""

    since: datetime

    def deeds(self) -> dict[str, Deed]:
        """What a plan's actions do, by name."""

    async def trail(self, key_ids: Sequence[str]) -> dict[str, str]:
        """Who asked for the rotations of these keys, as far as anybody tells."""


@dataclass
class Progress:
    """How far a rotation has come, for whoever shows it."""

    step: Step | None = None
    said: str = ""
    load: Load | None = None
    results: list[StepResult] = field(default_factory=list)
