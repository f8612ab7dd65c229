"""Every verb has a runbook; a runbook, of a verb or of a procedure, shows only commands that can be parsed.

Those that run without an account are run by tests/local/test_verbs.py (-m slow).
"""

import re
import shlex
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


# Not what is put together of others' words, and not what Typer's own options do.
OTHER = re.compile(r"[<>$]|\\$| --install-| --show-comp")
PLAIN = [(page, line) for page, line in LINES if line.startswith("wolfctl ") and not OTHER.search(line)]


@pytest.mark.parametrize(("page", "line"), PLAIN)
def test_a_command_of_a_runbook_can_be_parsed(page: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(RUNBOOKS.parents[1])
    verb, *words = shlex.split(line.partition(" | ")[0], comments=True)[1:]
    given = [word if not word.endswith(".pem") else "README.md" for word in words]  # a file that must be there

    assert load(verb).make_context(verb, given).params, f"docs/runbooks/{page}.md: {line}"


@pytest.mark.parametrize(("page", "line"), LINES)
def test_the_commands_of_a_runbook_exist(page: str, line: str) -> None:
    for call in re.findall(r"wolfctl ([a-z][^#$)|\"]*)", line):
        verb, *words = call.partition(" -- ")[0].split()
        known = {option for parameter in load(verb).params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, f"docs/runbooks/{page}.md: {line}"
