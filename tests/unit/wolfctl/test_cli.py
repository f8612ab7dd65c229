"""What wolfctl prints and returns, word for word, at 80 columns without colour."""

import importlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from wolfctl.cli import COMMANDS, main

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("WOLFCTL_DEBUG", raising=False)
    monkeypatch.chdir(REPOSITORY)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_every_verb_is_listed_and_every_listed_verb_exists() -> None:
    files = {path.stem for path in (REPOSITORY / "wolfctl" / "commands").glob("*.py")} - {"__init__"}

    assert files == {module.removeprefix("wolfctl.commands.") for module, _ in COMMANDS.values()}


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_has_a_help_and_takes_json(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, verb, "--help")

    assert code == 0
    assert f"Usage: wolfctl {verb}" in out
    assert "--json" in out


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_line_of_the_list_is_one_line(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "--help")

    assert re.search(rf"^  {verb} +{re.escape(COMMANDS[verb][1])}$", out, re.MULTILINE)


def test_without_words_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == said(capsys, "--help")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("aply", "Did you mean `wolfctl apply`? "), ("xyzzy", ""), ("lgos", "Did you mean `wolfctl logs`? ")],
)
def test_an_unknown_verb(capsys: pytest.CaptureFixture[str], typed: str, meant: str) -> None:
    code, out, err = said(capsys, typed, "local")

    assert (code, out) == (1, "")
    assert err == dedent(
        f"""\
        error There is no verb called '{typed}'.
          do   {meant}`wolfctl --help` lists the verbs.
        """
    )


@pytest.mark.parametrize("words", [(), ("plan",), ("migrate",)])
def test_help_is_asked_for_in_short_too(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert said(capsys, *words, "-h") == said(capsys, *words, "--help")


def test_the_version_names_the_commit(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--version")

    assert code == 0
    assert re.fullmatch(r"wolfctl \d+\.\d+\.\d+(, commit [0-9a-f]{40})?\n", out)


def test_a_missing_environment_is_told_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "plan") == (
        1,
        "",
        dedent(
            """\
            error Missing argument 'ENV'.
              why  envs/ has dev, local, prod, staging.
              do   `wolfctl plan --help` tells what it takes.
            """
        ),
    )


def test_words_in_the_wrong_order_are_told_what_stands_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "migrate", "local", "status")[2] == dedent(
        """\
        error Invalid value for 'VERB': 'local' is not one of 'status', 'plan', 'up',
              'verify', 'baseline', 'repair'.
          do   `wolfctl migrate --help` tells what it takes.
        """
    )


def test_an_unknown_environment(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "render", "prd")

    assert (code, out) == (1, "")
    assert err == dedent(
        f"""\
        error There is no environment called 'prd'.
          why  envs/ has {", ".join(sorted(p.stem for p in Path("envs").glob("*.yaml")))}.
          do   Did you mean prod?
        """
    )


def test_an_error_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "render", "prd", "--json")

    assert (code, err) == (1, "")
    assert json.loads(out)["error"]["kind"] == "NotFound"
    assert json.loads(out)["error"]["hint"] == "Did you mean prod?"


@pytest.mark.parametrize("words", [("--debug", "render", "prd"), ("render", "prd", "--debug")])
def test_a_traceback_is_shown_only_when_asked_for(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert "Traceback (most recent call last)" in said(capsys, *words)[2]


def test_a_usage_error_is_a_failure_not_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "render", "dev", "--frobnicate")

    assert code == 1
    assert "--frobnicate" in err


def test_what_was_not_foreseen_is_one_line_without_debug(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("wolfctl.commands.doctor")

    def command() -> int:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(module, "command", command)
    code, _, err = said(capsys, "doctor")

    assert code == 1
    assert err == dedent(
        """\
        error Something unforeseen happened: ZeroDivisionError.
          why  division by zero
          do   Run it again with --debug for the traceback.
        """
    )


def checkout(folder: Path) -> Path:
    """A checkout with sources of its own and nothing done in it."""
    for name in ("infra", "modules"):
        (folder / name).symlink_to(REPOSITORY / name)
    (folder / "envs").mkdir()
    for path in (REPOSITORY / "envs").glob("*.yaml"):
        (folder / "envs" / path.name).write_text(path.read_text())
    return folder


def test_render_lists_what_it_wrote_and_then_that_nothing_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout(tmp_path))

    code, out, err = said(capsys, "render", "dev")
    again = json.loads(said(capsys, "render", "dev", "--json")[1])

    lines = out.splitlines()
    assert (code, err, lines[0]) == (0, "", ".wolf/dev/stack/")
    assert "  + backend.tf" in lines
    assert all(line.startswith("  + ") for line in lines[1:])
    assert (again["created"], again["updated"], again["deleted"]) == ([], [], [])
    assert len(again["unchanged"]) == len(lines) - 1


def test_a_changed_value_is_the_only_file_that_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout(tmp_path))
    said(capsys, "render", "dev")
    values = tmp_path / "envs" / "dev.yaml"
    values.write_text(values.read_text().replace("max_receive_count: 3", "max_receive_count: 4"))

    _, out, _ = said(capsys, "render", "dev")

    assert [line for line in out.splitlines() if line.startswith(("  +", "  ~", "  -"))] == [
        "  ~ terraform.tfvars.json"
    ]


def test_plan_of_an_emulated_environment_that_is_not_running(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout(tmp_path))

    code, _, err = said(capsys, "plan", "local")

    assert code == 1
    assert err.startswith("error local is not running.\n")
    assert "Run `wolfctl up --detach` first." in err


def test_prod_is_not_destroyed_while_it_is_protected(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "destroy", "prod", "--yes")

    assert code == 1
    assert "prod is protected: data.deletion_protection is true." in err


PROD_PLAN = """\
error prod is changed by a saved plan alone.
  why  What is applied must be what was looked at, by whoever had to look at it.
  do   Type `wolfctl plan prod --out prod-plan`, then `wolfctl apply prod --plan
       prod-plan`.
"""
PROD_TF = """\
error prod is changed by a saved plan alone, not by Terraform's own apply.
  why  Nobody could say afterwards what was looked at before it was applied.
  do   Type `wolfctl plan prod --out prod-plan`, then `wolfctl apply prod --plan
       prod-plan`.
"""
NO_PLAN = """\
error nowhere holds no plan.
  do   Save one there: `wolfctl plan ENV --out FOLDER`.
"""
TOO_LONG = """\
error A plan cannot be kept for '9d'.
  why  What it was made from goes on changing; seven days are the most.
  do   Write a number and m, h or d: 90m, 24h, 3d.
"""
NOBODY = """\
error This wants a person to type 'yes', and nobody is at the terminal.
  do   Run it in a terminal. Programs add --yes, which every environment but
       prod takes.
"""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("apply", "prod"), PROD_PLAN),
        (("apply", "prod", "--yes"), PROD_PLAN),
        (("tf", "prod", "--", "apply", "-auto-approve"), PROD_TF),
        (("tf", "dev", "--", "state", "rm", "x"), NOBODY),
        (("apply", "dev", "--plan", "nowhere"), NO_PLAN),
        (("destroy", "dev", "--plan", "nowhere"), NO_PLAN),
        (("plan", "dev", "--expires", "9d"), TOO_LONG),
    ],
)
def test_what_is_refused_before_anything_is_started(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    code, out, err = said(capsys, *words)

    assert (code, out, re.sub(" +$", "", err, flags=re.MULTILINE)) == (1, "", told)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_verbs_and_environments(shell: str) -> None:
    def offered(line: str) -> str:
        environ = {
            "_WOLFCTL_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split())),
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
        program = [sys.executable, "-c", "from wolfctl.cli import main; main()"]
        return subprocess.run(
            program, env=os.environ | environ, capture_output=True, text=True, check=False, cwd=REPOSITORY
        ).stdout

    assert "doctor" in offered("wolfctl ")
    assert "staging" in offered("wolfctl plan ")


@pytest.mark.parametrize(("shell", "begins"), [("bash", "_wolfctl_completion() {"), ("zsh", "#compdef wolfctl")])
def test_a_shell_is_given_its_script(shell: str, begins: str) -> None:
    program = [sys.executable, "-c", "from wolfctl.cli import main; main()"]
    environ = os.environ | {"_WOLFCTL_COMPLETE": f"source_{shell}"}
    done = subprocess.run(program, env=environ, capture_output=True, text=True, check=False, cwd=REPOSITORY)

    assert done.stdout.strip().startswith(begins)


def test_a_reader_that_has_gone_is_no_error_to_tell() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    program = [
        sys.executable,
        "-c",
        "import sys; from wolfctl.cli import main; sys.exit(main(['unlock', 'local', '--show']))",
    ]
    done = subprocess.run(program, stdout=writes, stderr=subprocess.PIPE, text=True, check=False, cwd=REPOSITORY)
    os.close(writes)

    assert (done.returncode, done.stderr) == (141, "")
