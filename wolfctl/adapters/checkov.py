"""Runs Checkov, in its own environment, over a folder of Terraform."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters import tool_environment
from wolfctl.errors import ToolFailed

_SETTINGS = Path("compliance") / "checkov.yaml"


@dataclass(frozen=True)
class CheckovFinding:
    """One policy's verdict on one resource; `reason` is that of an inline skip."""

    policy: str
    resource: str
    file: str
    what: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.policy} {self.file} {self.resource}: {self.what}"


@dataclass(frozen=True)
class CheckovReport:
    """Verdicts of one run; `policies` are the distinct policies that looked at something."""

    passed: tuple[CheckovFinding, ...]
    failed: tuple[CheckovFinding, ...]
    skipped: tuple[CheckovFinding, ...]
    policies: frozenset[str]

    def __str__(self) -> str:
        return (
            f"{len(self.policies)} policies evaluated: "
            f"{len(self.passed)} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"
        )


def run(root: Path, folder: Path) -> CheckovReport:
    """What Checkov says of the Terraform in `folder`. Raises ToolFailed when it says nothing that can be read."""
    program = tool_environment.ensure(root, "checkov") / "bin" / "checkov"
    command = [str(program), "--config-file", str(root / _SETTINGS), "--directory", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError, TypeError) as error:
        raise ToolFailed("Checkov gave no result.", why=done.stderr.strip()[-2000:]) from error
    if results.get("parsing_errors"):
        raise ToolFailed("Checkov could not read every file.", why=", ".join(results["parsing_errors"]))
    passed, failed, skipped = (_findings(results, f"{kind}_checks") for kind in ("passed", "failed", "skipped"))
    return CheckovReport(passed, failed, skipped, frozenset(f.policy for f in (*passed, *failed, *skipped)))


def _findings(results: dict[str, Any], kind: str) -> tuple[CheckovFinding, ...]:
    return tuple(
        CheckovFinding(
            policy=check["check_id"],
            resource=check["resource"],
            file=check["file_path"].lstrip("/"),
            what=check["check_name"],
            reason=check["check_result"].get("suppress_comment") or "",
        )
        for check in results[kind]
    )
