"""What a look at a machine or at an account brings to light, and the code that it ends with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail", "skip"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `skip` where it could not be."""

    name: str
    level: Level
    text: str
    fix: str = ""


def exit_code(found: Iterable[Finding]) -> int:
    """0 when all is well, 1 when nothing can be done before it is mended, 2 when something deserves a look."""
    levels = {finding.level for finding in found}
    return 1 if "fail" in levels else 2 if "warn" in levels else 0
