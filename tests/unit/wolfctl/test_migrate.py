"""`wolfctl migrate`: what is refused, what is shown at 80 columns, and how the task's end becomes an exit code."""

import io
import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from rich.console import Console

from wolfctl.adapters.migration_task import Outcome, outcome
from wolfctl.cli import main
from wolfctl.console.migration_view import view
from wolfctl.errors import Refused, ToolFailed
from wolfctl.workflows.migration import Request, Verb

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"verb": Verb.REPAIR}, "`migrate repair` needs --version and --reason."),
        ({"verb": Verb.BASELINE, "version": 7}, "`migrate baseline` needs --reason."),
        ({"verb": Verb.STATUS, "to": 7}, "`migrate status` takes no --to."),
        ({"verb": Verb.UP, "reason": "x", "version": 1}, "`migrate up` takes no --reason and no --version."),
        (
            {"verb": Verb.BASELINE, "version": 7, "reason": "x", "checksum": "ab"},
            "`migrate baseline` takes no --checksum.",
        ),
    ],
)
def test_what_does_not_belong_together_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused) as refused:
        Request(**options)
    assert (refused.value.message, refused.value.exit_code) == (message, 1)
    assert refused.value.hint


def test_the_task_is_told_who_changes_a_history_and_nothing_else_of_whoever_asks() -> None:
    assert Request(Verb.UP, to=41).words("robin") == ["--to", "41"]
    assert Request(Verb.VERIFY).words("robin") == []
    assert Request(Verb.REPAIR, version=7, reason="a typing error", checksum="abc").words("robin") == [
        *("--version", "7", "--reason", "a typing error", "--checksum", "abc", "--by", "robin"),
    ]


def test_only_what_changes_something_asks_before() -> None:
    assert [Request(verb).warning("dev") for verb in (Verb.STATUS, Verb.PLAN, Verb.VERIFY)] == [None] * 3
    assert Request(Verb.UP).warning("dev") == "This migrates the database of dev."
    for verb in (Verb.BASELINE, Verb.REPAIR):
        assert "history" in str(Request(verb, version=1, reason="x").warning("dev"))


@pytest.mark.parametrize(
    ("code", "lines", "expected"),
    [
        (0, ['{"verb": "up", "applied": []}'], 0),
        (2, ['{"verb": "up", "pending": ["0071_x"]}'], 2),
        (2, ["progress", '{"verb": "verify", "findings": [{}]}'], 2),
        (1, ['{"verb": "up", "error": {"message": "0071_x: 22012", "hint": "Mend it."}}'], "0071_x: 22012"),
        (1, ['{"verb": "up"}'], "`migrate up` failed."),
        (1, [], "`migrate up` ended with exit code 1 and without a result."),
        (137, ["killed"], "`migrate up` ended with exit code 137 and without a result."),
        (0, ["no result"], "`migrate up` ended with exit code 0 and without a result."),
    ],
)
def test_how_the_task_ended_becomes_an_exit_code(code: int, lines: list[str], expected: int | str) -> None:
    if isinstance(expected, int):
        assert outcome("up", code, lines) == Outcome(expected, json.loads(lines[-1]))
        return
    with pytest.raises(ToolFailed) as failed:
        outcome("up", code, lines)
    assert (failed.value.message, failed.value.exit_code) == (expected, 1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("status",), "The local system is not running."),
        (("up", "local"), "The local system is not running."),
        (("up", "prod", "--yes"), "This wants a person to type 'prod', and nobody is at the terminal."),
        (("baseline", "dev", "--version", "70", "--reason", "restored"), "This wants a person to type 'yes', and"),
        (("repair",), "`migrate repair` needs --version and --reason."),
        (("status", "nowhere"), ""),
        (("sideways",), "Invalid value for 'VERB'"),
        ((), "Missing argument 'VERB"),
    ],
)
def test_exit_codes_and_messages_of_the_verb(
    words: tuple[str, ...],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # In a checkout of its own: whatever runs in this one must not be migrated by a test.
    for folder in ("envs", "infra", "api"):
        (tmp_path / folder).symlink_to(REPOSITORY / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["migrate", *words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["message"].startswith(message)


def screen(document: dict[str, Any]) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    for part in view("staging", document):
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


AT_WORK = {"application_name": "alphawolf-migrate up task-1", "usename": "owner", "pid": 7, "seconds": 41}


def test_where_a_database_stands() -> None:
    note = {"file": "0001_a", "what": "baseline", "by": "robin", "at": "2026-11-26T10:00:00Z", "reason": "restored"}
    document = {
        "verb": "status",
        "applied": ["0001_a", "0002_b"],
        "pending": ["0003_c", "0004_d"],
        "held": {"0004_d": ["its check still finds 12 rows: SELECT FROM contact_methods WHERE address_index IS NULL"]},
        "unfinished": ["0003_c"],
        "problems": ["0002_b was changed after it was applied."],
        "at_work": AT_WORK,
        "by_hand": [note],
    }
    assert screen(document) == dedent(
        """\
        staging: 2 applied, 2 pending
          pending     0003_c
          pending     0004_d
          held back   0004_d: its check still finds 12 rows: SELECT FROM contact_methods
                      WHERE address_index IS NULL
          unfinished  0003_c
          wrong       0002_b was changed after it was applied.
          at work     alphawolf-migrate up task-1 (pid 7), for 41 s
          by hand     0001_a: baseline by robin, 2026-11-26T10:00:00Z: restored
        """
    )


def test_what_a_run_would_do() -> None:
    table = {
        "table": "tasks",
        "lock": "ACCESS EXCLUSIVE",
        "waits": "readers and writers",
        "rows": 91234,
        "bytes": 5.2e7,
    }
    file = {"file": "0071_x", "statements": 3, "transaction": True, "contract": False, "tables": [table]}
    document = {
        "verb": "plan",
        "files": [file, file | {"file": "0072_y", "transaction": False, "contract": True, "tables": []}],
        "pending": ["0071_x", "0072_y"],
        "held": {},
        "at_work": None,
        "longest_transaction": AT_WORK | {"application_name": ""},
    }
    assert screen(document) == dedent(
        """\
        staging: 2 to run
          planned              0071_x: 3 statements, one transaction
                               ACCESS EXCLUSIVE on tasks (about 91,234 rows, 52.0 MB):
                               keeps readers and writers waiting
          planned              0072_y: 3 statements, one by one, contract
          longest transaction  owner (pid 7), for 41 s
        """
    )


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"verb": "up", "applied": [], "pending": [], "held": {}, "notes": []}, "staging: nothing to apply\n"),
        (
            {"verb": "up", "applied": ["0071_x"], "pending": ["0072_y"], "held": {"0072_y": ["0071 ran just now."]}},
            (
                "staging: 1 applied, 1 left\n  applied    0071_x\n  pending    0072_y\n"
                "  held back  0072_y: 0071 ran just now.\n"
            ),
        ),
        ({"verb": "verify", "findings": []}, "staging: the database is what its history says\n"),
        (
            {"verb": "verify", "findings": [{"kind": "wall", "what": "notes is open.", "do": "Close it."}]},
            "staging: 1 findings\n  wall  notes is open. Close it.\n",
        ),
        ({"verb": "baseline", "adopted": ["0001_a"], "pending": []}, "staging: 1 adopted, 0 pending\n"),
        (
            {
                "verb": "repair",
                "repaired": "0004_i",
                "was": "a" * 64,
                "now": "b" * 64,
                "dropped": ["i"],
                "begins_again": True,
            },
            (
                "staging: 0004_i is repaired\n  checksum  aaaaaaaaaaaa is now bbbbbbbbbbbb\n  dropped   i\n"
                "  next      `up` runs it from its first statement\n"
            ),
        ),
    ],
)
def test_what_a_verb_came_to(document: dict[str, Any], text: str) -> None:
    assert screen(document) == text
