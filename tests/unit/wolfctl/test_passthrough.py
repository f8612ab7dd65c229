"""Words for Terraform: what they would do, what prod refuses, and how they are run."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from wolfctl import config
from wolfctl.adapters import terraform_passthrough
from wolfctl.errors import Refused
from wolfctl.workflows.passthrough import Effect, effect, require_allowed

REPOSITORY = Path(__file__).resolve().parents[3]
DEV, PROD = config.load("dev", REPOSITORY), config.load("prod", REPOSITORY)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("version", Effect.READS),
        ("-version", Effect.READS),
        ("plan -out=x", Effect.READS),
        ("state list", Effect.READS),
        ("state -help show x", Effect.READS),
        ("output -json", Effect.READS),
        ("state rm x", Effect.CHANGES),
        ("state push errored.tfstate", Effect.CHANGES),
        ("state", Effect.CHANGES),
        ("import a b", Effect.CHANGES),
        ("taint x", Effect.CHANGES),
        ("refresh", Effect.CHANGES),
        ("force-unlock -force x", Effect.CHANGES),
        ("workspace new x", Effect.CHANGES),
        ("a-verb-of-tomorrow", Effect.CHANGES),
        ("apply", Effect.APPLIES),
        ("-chdir=x apply", Effect.APPLIES),
        ("apply -destroy", Effect.APPLIES),
        ("destroy", Effect.APPLIES),
    ],
)
def test_what_words_do(words: str, expected: Effect) -> None:
    assert effect(words.split()) is expected


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("apply", "Type `wolfctl plan prod --out prod-plan`, then `wolfctl apply prod --plan prod-plan`."),
        (
            "apply -destroy",
            "Type `wolfctl plan prod --destroy --out prod-plan`, then `wolfctl destroy prod --plan prod-plan`.",
        ),
        (
            "destroy",
            "Type `wolfctl plan prod --destroy --out prod-plan`, then `wolfctl destroy prod --plan prod-plan`.",
        ),
    ],
)
def test_prod_is_not_applied_past_its_saved_plans(words: str, hint: str) -> None:
    with pytest.raises(Refused) as caught:
        require_allowed(PROD, words.split())

    assert caught.value.hint == hint


def test_other_environments_and_other_words_are_let_through() -> None:
    assert require_allowed(DEV, ["apply"]) is Effect.APPLIES
    assert require_allowed(PROD, ["state", "rm", "x"]) is Effect.CHANGES


def program(folder: Path, text: str) -> Path:
    path = folder / "terraform"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o700)
    return path


@pytest.mark.parametrize(("text", "code"), [("exit 0", 0), ("exit 2", 2), ("exit 77", 77), ("kill -9 $$", 137)])
def test_the_exit_code_is_passed_on(tmp_path: Path, text: str, code: int) -> None:
    assert terraform_passthrough.run(program(tmp_path, text), []) == code


def test_words_and_the_terminal_are_passed_on_as_they_are(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    terraform_passthrough.run(program(tmp_path, 'printf "%s\\n" "$@"; echo complaint >&2'), ["state", "a b", "$HOME"])

    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("state\na b\n$HOME\n", "complaint\n")


def test_sigterm_asks_terraform_to_finish_and_is_waited_for(tmp_path: Path) -> None:
    launcher = program(tmp_path, f"exec {sys.executable} -c '{CHILD}'")
    wolfctl = f"from pathlib import Path; from wolfctl.adapters.terraform_passthrough import run; \
raise SystemExit(run(Path({str(launcher)!r}), []))"
    with subprocess.Popen([sys.executable, "-c", wolfctl], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(process.pid, signal.SIGTERM)
        said = process.stdout.read()

    assert (process.returncode, said) == (5, "asked to stop\n")


CHILD = dedent(
    """
    import signal, sys, time
    def stop(*_):
        print("asked to stop", flush=True)
        sys.exit(5)
    signal.signal(signal.SIGINT, stop)
    print("ready", flush=True)
    time.sleep(30)
    """
)
