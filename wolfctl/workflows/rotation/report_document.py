"""What `rotate-keys` prints with --json."""

from dataclasses import dataclass
from typing import Any

from wolfctl.workflows.rotation.plan import Plan


@dataclass(frozen=True)
class KeysDue:
    """Each key with its age in days, what is allowed, and why it is due; of --check."""

    environment: str
    keys: list[dict[str, Any]]


@dataclass(frozen=True)
class KeysRotated:
    """What came of each step and each claim; requests by path, milliseconds."""

    version: int
    id: str
    since: str
    ended: str
    operator: str
    commit: str
    wolfctl: str
    target: str
    environment: str
    verdict: str
    exit_code: int
    requests: dict[str, Any]
    findings: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    plan: Plan
    files: dict[str, str]
