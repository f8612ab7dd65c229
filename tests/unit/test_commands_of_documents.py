"""Documents show only commands that can be parsed, targets that make has, and links that lead somewhere.

Commands that run without an account are run by tests/local/test_verbs.py (-m slow), the API guide's by
tests/postgres/test_api_guide.py.
"""

import re
import shlex
from pathlib import Path

import pytest

from wolfctl.cli import COMMANDS, load

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "modules").rglob("*.md")]
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in sorted(PAGES)}
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
FENCED = [
    (page, line.strip())
    for page, text in TEXTS.items()
    if page != "docs/reference.md"  # what the verbs themselves say, made from them
    for block in BLOCK.findall(text)
    for line in block.replace("\\\n", " ").splitlines()
]
# What is quoted in a sentence names a verb, and often leaves out what the sentence is not about.
QUOTED = [
    (page, " ".join(line.split()))
    for page, text in TEXTS.items()
    if page != "docs/strangers-checklist.md"  # there words are misspelt on purpose
    for line in re.findall(r"`([^`]+)`", BLOCK.sub("", text))
]
SHOWN = [(page, line) for page, line in FENCED if "wolfctl " in line]
# Not what is put together of others' words, and not what Typer's own options do.
OTHER = re.compile(r"[<>$]|\\$| --install-| --show-comp")
PLAIN = [(page, line) for page, line in SHOWN if line.startswith("wolfctl ") and not OTHER.search(line)]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_verb_has_a_runbook() -> None:
    assert set(COMMANDS) - {page.stem for page in (ROOT / "docs" / "runbooks").glob("*.md")} == set()


@pytest.mark.parametrize(("page", "line"), PLAIN)
def test_a_command_that_is_shown_can_be_parsed(page: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    verb, *words = shlex.split(line.partition(" | ")[0], comments=True)[1:]
    given = [word if not word.endswith(".pem") else "README.md" for word in words]  # a file that must be there

    assert load(verb).make_context(verb, given).params, f"{page}: {line}"


def test_what_is_shown_or_quoted_of_wolfctl_exists() -> None:
    lines = [*SHOWN, *((page, line) for page, line in QUOTED if line.startswith("wolfctl "))]
    wrong = [f"{page}: {line}" for page, line in lines if not all(map(_known, re.findall(CALL, line)))]

    assert len(lines) > 200
    assert wrong == []


CALL = r"wolfctl ((?!VERB\b)[a-z][^#$)|\"]*)"


def _known(call: str) -> bool:
    """Whether the verb is one, and takes the options."""
    verb, *words = call.partition(" -- ")[0].split()
    if verb not in COMMANDS:
        return False
    known = {option for parameter in load(verb).params for option in (*parameter.opts, *parameter.secondary_opts)}
    return {word.partition("=")[0] for word in words if word.startswith("--")} <= known


def test_every_target_of_make_that_is_shown_or_quoted_exists() -> None:
    lines = [(page, line) for page, line in (*FENCED, *QUOTED) if line.startswith("make ")]
    named = {(page, target) for page, line in lines for target in re.findall(r"\bmake ([a-z][a-z-]*)", line)}

    assert {target for _, target in named} >= {"up", "down", "test", "check"}
    assert {(page, target) for page, target in named if target not in TARGETS} == set()


def test_every_link_to_a_file_of_this_repository_leads_somewhere() -> None:
    links = [
        (page, link.partition("#")[0])
        for page, text in TEXTS.items()
        for link in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"[a-z]+:|#", link)
    ]

    assert len(links) > 200
    assert [(page, link) for page, link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
