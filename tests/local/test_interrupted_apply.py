"""An interrupted apply loses no state and leaves no lock that `unlock` does not lift, and the next one finishes."""

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.render import tiny_checkout
from tests.render.tiny_checkout import TinyCheckout
from wolfctl import config
from wolfctl.adapters import local_state, run_lock, state_lock
from wolfctl.cli import main

STACK = "".join(
    f"""
    resource "terraform_data" "r{number}" {{
      input            = var.data.max_receive_count
      triggers_replace = [var.data.max_receive_count]
      {f"depends_on = [terraform_data.r{number - 1}]" if number else ""}
      provisioner "local-exec" {{ command = "sleep 0.1" }}
    }}
    """
    for number in range(6)
)
WAYS = ["SIGINT", "SIGTERM", "SIGKILL", "SIGKILL of both"]
EACH = 5


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyCheckout]:
    with tiny_checkout.made(tmp_path / "checkout", tmp_path / "tools") as made:
        monkeypatch.chdir(made.root)
        made.write(STACK)
        yield made


Says = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Says:
    """Run a verb to its end; its exit code, what it answered, and what it remarked or complained of."""

    def said(*words: str) -> tuple[int, str, str]:
        code = main(words)
        return code, *capsys.readouterr()

    return said


def terraforms(checkout: TinyCheckout) -> list[int]:
    return state_lock.at_work(config.load("local", checkout.root), checkout.root)


def begin(checkout: TinyCheckout) -> "subprocess.Popen[bytes]":
    """Start an apply, and wait until it holds the environment."""
    process = subprocess.Popen(
        checkout.command("apply", "local"),
        cwd=checkout.root,
        env=checkout.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while run_lock.holder(checkout.root, "local") is None and process.poll() is None:
        time.sleep(0.02)
    return process


def until_applying(checkout: TinyCheckout) -> None:
    """Wait until Terraform has locked the state to apply."""
    info, deadline = state_lock.info_file(checkout.root, "local"), time.monotonic() + 60
    while True:
        with contextlib.suppress(FileNotFoundError):
            if b"Apply" in info.read_bytes():
                return
        assert time.monotonic() < deadline, "the apply never began"
        time.sleep(0.01)


def until_free(checkout: TinyCheckout) -> None:
    """Wait for what a killed wolfctl has left at work."""
    deadline = time.monotonic() + 60
    while run_lock.holder(checkout.root, "local") or terraforms(checkout):
        assert time.monotonic() < deadline, "Terraform is still at work"
        time.sleep(0.05)


def kill_at_work(checkout: TinyCheckout, process: "subprocess.Popen[bytes]") -> None:
    """Kill wolfctl and then its Terraform, neither of which can tell anybody."""
    os.kill(process.pid, signal.SIGKILL)
    for pid in terraforms(checkout):
        with contextlib.suppress(ProcessLookupError):  # one of them ends with the other
            os.killpg(pid, signal.SIGKILL)


def test_a_living_apply_is_not_unlocked_and_a_killed_ones_lock_is(checkout: TinyCheckout, say: Says) -> None:
    checkout.write('resource "terraform_data" "long" {\n  provisioner "local-exec" { command = "sleep 30" }\n}\n')
    process = begin(checkout)
    info = state_lock.info_file(checkout.root, "local")
    until_applying(checkout)

    code, _, complaint = say("unlock", "local")
    assert code == 1
    assert "error local is not left over: it is being worked on." in complaint
    assert "wolfctl's own lock: `wolfctl apply` (pid" in complaint

    kill_at_work(checkout, process)
    process.wait()
    until_free(checkout)
    code, shown, _ = say("unlock", "local", "--show", "--json")
    lock = json.loads(shown)["state_lock"]
    assert (code, lock["operation"], lock["this_machine"]) == (2, "apply", True)

    code, released, _ = say("unlock", "local", "--json")
    assert (code, json.loads(released)["released"], info.exists()) == (0, True, False)
    code, free, _ = say("unlock", "local")
    assert (code, free) == (0, "wolfctl's own lock: free\nTerraform's lock on the state: free\n")


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_twenty_interruptions_at_random_lose_no_state(
    checkout: TinyCheckout, say: Says, record_property: Callable[[str, object], None]
) -> None:
    seed = int(os.environ.get("INTERRUPTION_SEED", time.time_ns() % 1_000_000))
    draw = random.Random(seed)  # noqa: S311 - no secret comes of it
    assert say("apply", "local")[0] == 0
    before, unfinished, locks, torn = checkout.state(), 0, 0, 0
    ways = draw.sample(WAYS * EACH, len(WAYS) * EACH)

    for round_number, way in enumerate(ways):
        checkout.set(10 + round_number)
        process = begin(checkout)
        if draw.random() < 0.3:
            time.sleep(draw.uniform(0, 1.5))  # while it renders, builds or plans
        else:
            until_applying(checkout)
            time.sleep(draw.uniform(0, 0.9))
        if way == "SIGKILL of both":
            kill_at_work(checkout, process)
        else:
            os.kill(process.pid, signal.Signals[way])
        process.wait(60)
        until_free(checkout)

        left = state_lock.info_file(checkout.root, "local").exists()
        told = f"round {round_number} of seed {seed}, {way}"
        if local_state.is_torn(checkout.root, "local"):
            torn += 1
            assert way == "SIGKILL of both", f"{told}: only a kill cuts a state short"
            code, _, complaint = say("plan", "local")
            assert (code, "Run `wolfctl unlock local`" in complaint) == (1, True), told
            assert say("unlock", "local")[0] == 0, told
        after = checkout.state()
        assert after["lineage"] == before["lineage"], f"{told}: the state is another one"
        assert after["serial"] >= before["serial"], f"{told}: the state has gone back"
        locks += left
        if state_lock.info_file(checkout.root, "local").exists():
            assert say("unlock", "local")[0] == 0, told
        assert say("unlock", "local", "--show")[0] == 0, told
        unfinished += say("plan", "local")[0] == 2

        code, _, complaint = say("apply", "local")
        assert code == 0, f"{told}: {complaint}"
        before = checkout.state()
        found = {
            resource["name"]: instance["attributes"]["input"]["value"]
            for resource in before["resources"]
            for instance in resource["instances"]
        }
        assert found == {f"r{number}": 10 + round_number for number in range(6)}, told

    assert say("plan", "local")[0] == 0
    record_property("interruptions", dict(Counter(ways)))
    record_property("unfinished", unfinished)
    record_property("locks_left", locks)
    record_property("states_cut_short", torn)
    assert unfinished, "no interruption came in the middle; nothing was shown"
    assert locks, "no lock was left over; nothing was shown of unlock"
