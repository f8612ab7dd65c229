"""`wolfctl up` is killed at ten moments: `down` leaves nothing behind, and `up` works again."""

import signal
import subprocess
import time

import psutil
import pytest

from tests.conftest import stop
from tests.local.running_system import Checkout, answer_of
from wolfctl.adapters import processes, run_lock
from wolfctl.adapters.local_ports import is_free

pytestmark = [pytest.mark.local, pytest.mark.timeout(900)]

# Seconds after the start of a warm `up`, denser where more happens at once.
MOMENTS = (0.4, 0.8, 1.2, 1.6, 2.0, 2.6, 3.2, 4.0, 5.0, 7.0)


def test_nothing_survives_down_whenever_up_is_killed_and_up_works_again(system: Checkout) -> None:
    stop(system)
    for moment in MOMENTS:
        up = subprocess.Popen(
            system.command("up", "--detach", "--json"),
            cwd=system.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            up.wait(moment)
        except subprocess.TimeoutExpired:
            up.send_signal(signal.SIGKILL)
            up.wait()
        stop(system)
        assert nothing_is_left(system), f"killed after {moment} s"

    answer = answer_of(system.wolfctl("up", "--detach", "--json"))
    assert [hop["hop"] for hop in answer["press"]["hops"]][-1] == "person_told"


def test_an_up_that_is_at_work_is_stopped_by_down(system: Checkout) -> None:
    stop(system)
    up = subprocess.Popen(
        system.command("up", "--detach"), cwd=system.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while run_lock.holder(system.root, "local") is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(1)

    stop(system)

    assert up.wait(30) != 0
    assert nothing_is_left(system)
    answer_of(system.wolfctl("up", "--detach", "--json"))


def nothing_is_left(system: Checkout) -> bool:
    """No process, no port, no lock, no socket."""
    assert processes.belonging(system.state) == []
    ports = system.ports
    for port in (ports.emulator, ports.moto, ports.a, ports.b, ports.api):
        assert is_free(port), port
    assert run_lock.holder(system.root, "local") is None
    locks = [*system.state.folder.glob("*.lock"), *system.state.folder.glob(".*.lock.info")]
    assert [path for path in locks if path.name != "terraform.tfstate"] == []
    assert not (system.state.folder / "sockets").exists()
    around = [process for process in psutil.process_iter() if str(system.root) in _cwd(process)]
    assert around == []
    return True


def _cwd(process: psutil.Process) -> str:
    try:
        return process.cwd()
    except (psutil.Error, OSError):
        return ""
