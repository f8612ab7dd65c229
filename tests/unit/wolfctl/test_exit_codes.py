"""The truth table of exit codes over all verbs, and that what they print as JSON is what docs/schemas says.

0 done and nothing differs, 1 failed, 2 changes or findings, 130 interrupted. What takes a running system is in
tests/local/test_verbs.py, plans and applies in tests/render.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft202012Validator

from wolfctl.adapters import run_lock
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.cli import COMMANDS, explain, main
from wolfctl.errors import Interrupted, Refused, WolfctlError
from wolfctl.workflows.json_documents import DOCUMENTS, WITHOUT_SCHEMA, schemas

REPOSITORY = Path(__file__).resolve().parents[3]
CLOSED = {"emulator": 9, "moto": 9, "api": 9, "a": 9, "b": 9}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in which nothing has been done, nobody at the terminal, no account."""
    for name in ("infra", "modules", "api", "requirements-terraform.lock"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    (tmp_path / "envs").mkdir()
    for path in (REPOSITORY / "envs").glob("*.yaml"):
        (tmp_path / "envs" / path.name).write_text(path.read_text())
    write_json(StateFolder(tmp_path).ports, CLOSED)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb"), ("AWS_MAX_ATTEMPTS", "1")):
        monkeypatch.setenv(name, value)
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name in ("WOLFCTL_DEBUG", "WOLFCTL_AUDIT_LOG_GROUP", "WOLFCTL_DRILL_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"] if "--" not in words else [words[0], "--json", *words[1:]])
    return code, json.loads(capsys.readouterr().out)


def holds(name: str, document: Any) -> None:
    """Hold a document against its schema as it is committed."""
    schema = json.loads((REPOSITORY / "docs" / "schemas" / f"{name}.json").read_text())
    Draft202012Validator(schema).validate(document)


def test_every_verb_has_a_schema_or_a_reason_to_have_none() -> None:
    assert (set(schemas()) | set(WITHOUT_SCHEMA)) - {"audit", "error"} == set(COMMANDS)
    assert not set(DOCUMENTS) & set(WITHOUT_SCHEMA)
    for text in schemas().values():
        Draft202012Validator.check_schema(json.loads(text))


# Every verb at least once: what it cannot do, and as what that is told.
FAILURES: list[tuple[tuple[str, ...], str]] = [
    (("apply", "prod"), "Refused"),
    (("apply", "local"), "WolfctlError"),
    (("bootstrap", "local"), "Refused"),
    (("bootstrap", "dev"), "ToolFailed"),
    (("build", "nowhere"), "NotFound"),
    (("compliance", "nowhere"), "NotFound"),
    (("cost", "local", "--live"), "Refused"),
    (("deploy", "nowhere"), "NotFound"),
    (("destroy", "prod"), "Refused"),
    (("dlq", "ls", "local"), "WolfctlError"),
    (("dlq", "ls", "dev"), "ToolFailed"),
    (("dlq", "redrive", "dev", "--rate", "0"), "Refused"),
    (("dlq", "purge", "prod"), "Refused"),
    (("docs", "--frobnicate"), "WolfctlError"),
    (("doctor", "nowhere"), "NotFound"),
    (("down", "--frobnicate"), "WolfctlError"),
    (("drift", "nowhere"), "NotFound"),
    (("failover-drill", "prod"), "Refused"),
    (("failover-drill", "local", "--rounds", "0"), "Refused"),
    (("logs", "local"), "NotFound"),
    (("logs", "dev"), "ToolFailed"),
    (("logs", "dev", "--since", "soon"), "Refused"),
    (("migrate", "--frobnicate"), "WolfctlError"),
    (("output", "nowhere"), "NotFound"),
    (("plan", "local"), "WolfctlError"),
    (("plan", "dev", "--expires", "9d"), "Refused"),
    (("providers-lock", "--mirror", "nowhere"), "WolfctlError"),
    (("render", "nowhere"), "NotFound"),
    (("rotate-keys", "nowhere"), "NotFound"),
    (("seed", "--frobnicate"), "WolfctlError"),
    (("status", "--frobnicate"), "WolfctlError"),
    (("tf", "prod", "--", "apply"), "Refused"),
    (("token", "nobody", "--frobnicate"), "WolfctlError"),
    (("token", "sam", "--env", "localstack"), "NotFound"),
    (("unlock", "nowhere"), "NotFound"),
    (("unlock", "dev"), "ToolFailed"),
    (("up", "--frobnicate"), "WolfctlError"),
    (("up", "--env", "prod"), "Refused"),
    (("up", "--env", "localstack", "--profile", "moto"), "Refused"),
    (("up", "--profile", "ministack"), "Refused"),
    (("waf-test", "prod"), "Refused"),
]


def test_the_table_leaves_no_verb_out() -> None:
    assert {words[0] for words, _ in FAILURES} == set(COMMANDS)


@pytest.mark.parametrize(
    ("words", "kind"), FAILURES, ids=lambda each: " ".join(each) if isinstance(each, tuple) else ""
)
@pytest.mark.usefixtures("root")
def test_what_fails_is_1_and_told_as_the_schema_of_errors_says(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], kind: str
) -> None:
    code, document = printed(capsys, *words)

    assert (code, document["error"]["kind"]) == (1, kind)
    holds("error", document)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("render", "dev"), 0),
        (("unlock", "local", "--show"), 0),
        (("down",), 0),
        (("down", "--env", "localstack"), 0),
        (("status",), 1),  # nothing runs
        (("status", "--env", "localstack"), 1),
        (("doctor", "dev"), 1),  # no account answers
    ],
)
@pytest.mark.usefixtures("root")
def test_what_ends_well_or_finds_something(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    found, document = printed(capsys, *words)

    assert found == code
    holds(words[0], document)


def test_somebody_at_work_is_a_finding(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with run_lock.hold(root, "local", "apply"):
        code, document = printed(capsys, "unlock", "local", "--show")

    assert code == 2
    holds("unlock", document)


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        (WolfctlError("it"), 1),
        (Refused("it"), 1),
        (Interrupted("it", exit_code=130), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError(), 1),
    ],
)
@pytest.mark.usefixtures("root")
def test_whatever_a_verb_ends_with(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ended: BaseException, code: int
) -> None:
    import wolfctl.commands.render as verb

    def command(env: str, json: bool = False) -> int:
        raise ended

    monkeypatch.setattr(verb, "command", command)

    assert main(["render", "dev"]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_an_unknown_verb_is_1() -> None:
    assert main(["aply"]) == 1
    assert explain(typer.Abort()).exit_code == 130
