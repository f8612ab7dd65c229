"""A line about every command: what it holds, what it leaves out, and that nothing it meets breaks the command."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from wolfctl.adapters import audit_log
from wolfctl.cli import COMMANDS, main
from wolfctl.workflows import audit_line

BEGAN = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "envs").mkdir()
    (tmp_path / "infra").mkdir()
    (tmp_path / "envs" / "dev.yaml").write_text("environment: dev\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(audit_log.GROUP, raising=False)
    return tmp_path


def lines(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in audit_log.file(root).read_text().splitlines()]


def test_the_whole_line() -> None:
    words = ("apply", "dev", "--plan", "folder")

    made = audit_line.line(
        words, ["dev", "prod"], began=BEGAN, seconds=1.23456, who="ana@desk", commit="abc", exit_code=2
    )

    assert made == {
        "when": "2026-11-26T09:30:00.000+00:00",
        "who": "ana@desk",
        "verb": "apply",
        "environment": "dev",
        "arguments": ["dev", "--plan", "folder"],
        "git_commit": "abc",
        "exit_code": 2,
        "seconds": 1.235,
    }


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["-var", "db_password=hunter2"], ["-var", "db_password=(masked)"]),
        (["--token", "abc", "dev"], ["--token", "(masked)", "dev"]),
        (["--client-secret=abc"], ["--client-secret=(masked)"]),
        (["eyJhbGciOi.eyJzdWIi.c2ln"], ["(masked)"]),
        (["import", "AKIAIOSFODNN7EXAMPLE"], ["import", "(masked)"]),
        (["postgres://app:hunter2@host/db"], ["postgres://(masked)@host/db"]),
        (["dev", "--reason", "receipts of a number that was given back"],) * 2,
        (["sam", "--sign-in"],) * 2,
    ],
)
def test_what_looks_like_a_secret_is_left_out(words: list[str], kept: list[str]) -> None:
    assert list(audit_line.masked(words)) == kept


@pytest.mark.parametrize(("words", "code"), [(("render", "nowhere"), 1), (("plan", "dev", "--frobnicate"), 1)])
def test_every_command_leaves_a_line_for_its_owner_alone(root: Path, words: tuple[str, ...], code: int) -> None:
    assert main(words) == code
    main(words)

    first, second = lines(root)
    assert (first["verb"], first["arguments"], first["exit_code"]) == (words[0], list(words[1:]), code)
    assert second["verb"] == words[0]
    assert stat.S_IMODE(audit_log.file(root).stat().st_mode) == 0o600


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_verb_that_cannot_be_parsed_leaves_a_line_too(root: Path, verb: str) -> None:
    main([verb, "--no-such-option"])

    assert [line["verb"] for line in lines(root)] == [verb]


@pytest.mark.parametrize("words", [["--help"], [], ["plan", "--help"], ["aply"]])
def test_what_runs_no_verb_leaves_none(root: Path, words: list[str]) -> None:
    main(words)

    assert not audit_log.file(root).exists()


def test_a_line_that_cannot_be_kept_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".wolf").write_text("a file where a folder belongs")

    assert main(["render", "nowhere"]) == 1
    assert "warning The audit has no line about this command: FileExistsError" in capsys.readouterr().err


def test_many_commands_at_once_keep_their_lines_whole(root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from wolfctl.adapters.audit_log import append\n"
        "for number in range(200): append(Path(sys.argv[1]), {'number': number, 'text': 'x' * 3000})"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(root)], env=os.environ | {"PYTHONPATH": str(REPOSITORY)})
        for _ in range(3)
    ]

    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert sorted(line["number"] for line in lines(root)) == sorted([*range(200)] * 3)


def test_a_log_group_takes_the_line_and_the_stream_is_made_when_there_is_none() -> None:
    client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    put = {"logGroupName": "ops", "logStreamName": ANY, "logEvents": [{"timestamp": ANY, "message": '{"verb": "up"}'}]}
    with Stubber(client) as stubbed:
        stubbed.add_client_error("put_log_events", "ResourceNotFoundException", expected_params=put)
        stubbed.add_response("create_log_stream", {}, {"logGroupName": "ops", "logStreamName": ANY})
        stubbed.add_response("put_log_events", {}, put)

        audit_log.send("ops", {"verb": "up"}, logs=client)

        stubbed.assert_no_pending_responses()
