"""Every verb has a runbook; a runbook, of a verb or of a procedure, names only verbs and options that exist."""

import re
from pathlib import Path

import pytest

from wolfctl.cli import COMMANDS, load

RUNBOOKS = Path(__file__).parents[3] / "docs" / "runbooks"
LINES = [
    (page.stem, line.strip())
    for page in sorted(RUNBOOKS.glob("*.md"))
    for block in re.findall(r"```\n(.*?)```", page.read_text(), re.DOTALL)
    for line in block.splitlines()
    if "wolfctl " in line
]


def test_every_verb_has_a_runbook() -> None:
    assert set(COMMANDS) - {page.stem for page in RUNBOOKS.glob("*.md")} == set()


@pytest.mark.parametrize(("page", "line"), LINES)
def test_the_commands_of_a_runbook_exist(page: str, line: str) -> None:
    for call in re.findall(r"wolfctl ([^#$)|\"]+)", line):
        verb, *words = call.partition(" -- ")[0].split()
        known = {option for parameter in load(verb).params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, f"docs/runbooks/{page}.md: {line}"
