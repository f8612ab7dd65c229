"""The commands that the documents show, run against the embedded environment, and what they print as JSON.

Left out: what needs an account, what stops or rebuilds the system for the tests beside this one, what runs in
containers (test_containers.py), and what has a test of its own that takes minutes (up, plan, apply, destroy,
failover-drill).
"""

import asyncio
import json
import re
import shlex
import signal
import subprocess
import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.local.running_system import ROOT, Checkout
from wolfctl import checkout
from wolfctl.cli import main

pytestmark = [pytest.mark.local, pytest.mark.slow, pytest.mark.timeout(600)]
CODES = {"status": {0}, "token": {0}, "output": {0}, "render": {0}, "unlock": {0}, "dlq": {0, 2}, "logs": {0}}
# What only looks, or here changes nothing: these say the same of local as of the environment that the page names.
OF_ANY = ("dlq", "logs", "unlock")


def shown() -> list[list[str]]:
    """Every command of a document that can be run here, without what follows it in a pipe."""
    found = []
    for page in (
        ROOT / "README.md",
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "docs/runbooks").glob("*.md")),
    ):
        for block in re.findall(r"^```\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE):
            for line in block.replace("\\\n", " ").splitlines():
                if not line.startswith("wolfctl "):
                    continue
                words = shlex.split(line.partition(" | ")[0], comments=True)
                if words[1] not in CODES or "localstack" in words:
                    continue
                if words[1] in OF_ANY:
                    words = ["local" if word in checkout.known(ROOT) else word for word in words]
                if words[1] == "unlock" and "--show" not in words:
                    continue
                found.append(words[1:])
    return [list(words) for words in dict.fromkeys(map(tuple, found))]


def test_the_documents_show_something_to_run_of_each_of_these_verbs() -> None:
    assert {words[0] for words in shown()} == set(CODES)


@pytest.mark.parametrize("words", [words for words in shown() if "--follow" not in words], ids=" ".join)
def test_a_command_of_a_document(
    system: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(system.root)

    assert main(words) in CODES[words[0]], capsys.readouterr().err


def test_every_followed_log_ends_well_with_ctrl_c(system: Checkout) -> None:
    for words in (words for words in shown() if "--follow" in words):
        process = subprocess.Popen(
            system.command(*words),
            cwd=system.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        assert first
        if "--json" in words:
            for line in (first, *out.splitlines()):
                holds("logs", json.loads(line))


def holds(name: str, document: Any) -> None:
    Draft202012Validator(json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())).validate(document)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("status",), {0}),
        (("up", "--detach"), {0}),
        (("seed",), {0}),
        (("token", "sam"), {0}),
        (("token", "ana", "--sign-in"), {0}),
        (("unlock", "local"), {0}),
        (("dlq", "ls", "local"), {0, 2}),
        (("dlq", "show", "local", "--queue", "texts-dead-letters"), {0}),
        (("doctor",), {0, 2}),
    ],
)
def test_what_is_printed_as_json(
    system: Checkout,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    codes: set[int],
) -> None:
    monkeypatch.chdir(system.root)

    code = main([*words, "--json"])
    out = capsys.readouterr().out

    assert code in codes, out
    holds(words[0], json.loads(out))


def test_one_request_is_found_on_its_whole_way(
    system: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    press = asyncio.run(system.press())
    monkeypatch.chdir(system.root)
    deadline, sources = time.monotonic() + 30, set[str]()
    while time.monotonic() < deadline and not {"api", "deliver_alert"} <= sources:
        assert main(["logs", "local", "--since", "5m", "--request", press.alert_id, "--json"]) == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        sources = {line["source"] for line in lines}
        time.sleep(0.5)

    assert {"api", "deliver_alert"} <= sources
    traces = {line["trace_id"] for line in lines if line["source"] == "deliver_alert" and "trace_id" in line}
    assert any(line["said"].get("event") == "request" and line["trace_id"] in traces for line in lines)


def test_a_dead_answer_is_shown_without_a_word_and_deleted_for_a_reason(
    system: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs, secret = system.client("sqs"), "my arm hurts"
    url = sqs.get_queue_url(QueueName="alphawolf-local-texts-dead-letters")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=secret)
    monkeypatch.chdir(system.root)

    assert main(["dlq", "ls", "local"]) == 2
    assert main(["dlq", "show", "local"]) == 0
    assert main(["dlq", "purge", "local", "--reason", "a message of the tests"]) == 0
    assert secret not in capsys.readouterr().out
    assert main(["dlq", "ls", "local"]) == 0
    kept = (system.root / ".wolf" / "audit.jsonl").read_text().splitlines()
    purged = next(json.loads(line) for line in reversed(kept) if json.loads(line)["arguments"][:1] == ["purge"])
    assert purged["arguments"] == ["purge", "local", "--reason", "a message of the tests"]
    assert (purged["environment"], purged["exit_code"]) == ("local", 0)
    assert (system.root / ".wolf" / "audit.jsonl").stat().st_mode & 0o077 == 0
