"""Terraform's `-json` lines as data (machine-readable UI, major version 1).

A line that is not JSON, or of a kind not known here, is kept as Remark: other programs' output can end up between the
lines, and later Terraforms add kinds.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

Stage = Literal["planned", "started", "progress", "done", "failed", "refreshing", "refreshed"]

STAGES: dict[str, Stage] = {
    "planned_change": "planned",
    "apply_start": "started",
    "apply_progress": "progress",
    "apply_complete": "done",
    "apply_errored": "failed",
    "refresh_start": "refreshing",
    "refresh_complete": "refreshed",
}


@dataclass(frozen=True)
class ResourceEvent:
    """One resource moved on; `seconds` is how long its change has taken."""

    stage: Stage
    address: str
    action: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Diagnostic:
    """A warning or an error, with where it stands in the configuration."""

    severity: str
    summary: str
    detail: str = ""
    address: str = ""
    place: str = ""

    def text(self) -> str:
        """Everything it says, in one paragraph."""
        where = " ".join(part for part in (self.address, f"({self.place})" if self.place else "") if part)
        return "\n".join(part for part in (f"{self.summary}{f' — {where}' if where else ''}", self.detail) if part)


@dataclass(frozen=True)
class Counts:
    """What a plan or an apply amounts to."""

    operation: str
    add: int
    change: int
    remove: int


@dataclass(frozen=True)
class Remark:
    """Anything else that was said, word for word; `foreign` when it was not one of Terraform's JSON lines."""

    text: str
    foreign: bool = False


Event = ResourceEvent | Diagnostic | Counts | Remark


def parse(line: str) -> Event:
    """The event of one line of output."""
    try:
        return _event(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Remark(line, foreign=True)


def _event(message: dict[str, Any]) -> Event:
    kind = message["type"]
    if kind in STAGES:
        return _resource(STAGES[kind], message)
    if kind == "diagnostic":
        return diagnostic(message["diagnostic"])
    if kind == "change_summary":
        changes = message["changes"]
        return Counts(changes["operation"], changes["add"], changes["change"], changes["remove"])
    return Remark(str(message.get("@message", "")))


def diagnostic(found: dict[str, Any]) -> Diagnostic:
    """A diagnostic as Terraform writes it, in `-json` lines and in `validate -json`."""
    place = found.get("range") or {}
    start = (place.get("start") or {}).get("line")
    return Diagnostic(
        severity=str(found.get("severity", "error")),
        summary=str(found.get("summary", "")),
        detail=str(found.get("detail", "")),
        address=str(found.get("address", "")),
        place=f"{place['filename']}:{start}" if place else "",
    )


def _resource(stage: Stage, message: dict[str, Any]) -> ResourceEvent:
    # planned changes carry `change`, everything else `hook`
    told = message.get("hook") or message.get("change") or {}
    return ResourceEvent(
        stage,
        str((told.get("resource") or {}).get("addr", "")),
        str(told.get("action", "")),
        int(told.get("elapsed_seconds") or 0),
    )
