"""`wolfctl up` is killed at ten moments: `down` leaves nothing behind, and `up` works again."""

import contextlib
import json
import re
import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.conftest import stop
from tests.local.running_system import Checkout, answer_of
from wolfctl.adapters import processes, run_lock
from wolfctl.adapters.local_ports import is_free

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]

# Seconds after the start of a warm `up`, denser where more happens at once; three of them in every run.
ALWAYS = (0.8, 2.2, 4.0)
WARM = (0.4, 1.2, 1.6, 3.0, 6.0)


@pytest.fixture(scope="module")
def stopped(system: Checkout) -> Iterator[Checkout]:
    """The system down; up again afterwards, for whatever comes next."""
    stop(system)
    yield system
    answer = answer_of(system.wolfctl("up", "--detach", "--json"))
    assert [hop["hop"] for hop in answer["press"]["hops"]][-1] == "person_told"


@pytest.mark.parametrize("moment", [*ALWAYS, *(pytest.param(moment, marks=pytest.mark.slow) for moment in WARM)])
def test_down_leaves_nothing_of_an_up_that_was_killed(stopped: Checkout, moment: float) -> None:
    kill_after(stopped, moment)
    stop(stopped)
    assert nothing_is_left(stopped)


def test_down_stops_an_up_that_is_at_work(stopped: Checkout) -> None:
    up = start_up(stopped)
    deadline = time.monotonic() + 30
    while run_lock.holder(stopped.root, "local") is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(1)

    stop(stopped)

    assert up.wait(30) != 0
    assert nothing_is_left(stopped)


@pytest.mark.slow
@pytest.mark.parametrize(("said", "batch_size"), [('"refresh_start"', 8), ('"apply_start"', 9)])
def test_down_lets_a_terraform_that_was_left_behind_write_its_state(
    stopped: Checkout, said: str, batch_size: int
) -> None:
    file = stopped.root / "envs" / "local.yaml"
    written = file.read_text()
    file.write_text(re.sub(r"delivery_batch_size: \d+", f"delivery_batch_size: {batch_size}", written))

    up = start_up(stopped)
    until_terraform(stopped, said)
    up.kill()
    up.wait()
    assert terraforms(stopped)
    stop(stopped)
    file.write_text(written)

    assert nothing_is_left(stopped)
    json.loads(stopped.state.terraform_state.read_text())


def terraforms(system: Checkout) -> list[list[str]]:
    """The command lines of what Terraform runs for the system."""
    lines = []
    for process in processes.belonging(system.state):
        with contextlib.suppress(psutil.Error):
            lines.append(process.cmdline())
    return [words for words in lines if "-lock-timeout=30s" in words]


def until_terraform(system: Checkout, said: str) -> None:
    """Wait until the Terraform of this run has said something."""
    deadline = time.monotonic() + 240
    while not terraforms(system) or said not in system.state.log("terraform").read_text():
        assert time.monotonic() < deadline, f"Terraform never said {said}"
        time.sleep(0.1)


def start_up(system: Checkout) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(system.command("up", "--detach"), cwd=system.root, stdout=quiet, stderr=quiet)


def kill_after(system: Checkout, seconds: float) -> None:
    """Start `up`, and SIGKILL it."""
    up = start_up(system)
    try:
        up.wait(seconds)
    except subprocess.TimeoutExpired:
        up.kill()
        up.wait()
    else:
        pytest.fail(f"up had ended within {seconds} s")


def nothing_is_left(system: Checkout) -> bool:
    """No process, no port, no lock, no socket."""
    assert processes.belonging(system.state) == []
    ports = system.ports
    for port in (ports.emulator, ports.moto, ports.a, ports.b, ports.api):
        assert is_free(port), port
    assert run_lock.holder(system.root, "local") is None
    locks = [*system.state.folder.glob("*.lock"), *system.state.folder.glob(".*.lock.info")]
    assert locks == []
    assert not (system.state.folder / "sockets").exists()
    around = [process for process in psutil.process_iter() if str(system.root) in _cwd(process)]
    assert around == []
    return True


def _cwd(process: psutil.Process) -> str:
    try:
        return process.cwd()
    except (psutil.Error, OSError):
        return ""
