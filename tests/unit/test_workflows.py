"""The workflows run what a laptop runs, take third-party code by commit alone, and give no job a right by default."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_action_is_pinned_by_a_commit_with_its_version_beside_it(file: Path) -> None:
    uses = re.findall(r"uses: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)

    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_job_has_a_right_that_it_does_not_name(file: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))

    assert workflow["permissions"] == {}
    assert all(job["permissions"] and job["timeout-minutes"] for job in workflow["jobs"].values())


def test_what_the_jobs_call_is_there() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in WORKFLOWS)
    targets = set(re.findall(r"run: make ([\w./-]+)", text)) - {".venv/.ready"}
    verbs = set(re.findall(r"wolfctl ([\w-]+)", text))
    declared = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = {path.stem.replace("_", "-") for path in (ROOT / "wolfctl" / "commands").glob("*.py")}

    assert targets
    assert targets <= declared
    assert verbs <= commands
