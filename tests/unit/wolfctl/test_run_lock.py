"""One run at a time on one environment."""

import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from wolfctl.adapters.run_lock import hold, holder
from wolfctl.errors import Busy

HOLDER = """
    import subprocess, sys, time
    from pathlib import Path
    from wolfctl.adapters.run_lock import hold
    with hold(Path(sys.argv[1]), "local", "apply") as descriptor:
        if sys.argv[2] != "0":
            subprocess.Popen(["sleep", sys.argv[2]], pass_fds=[descriptor], stdout=subprocess.DEVNULL)
        print("held", flush=True)
        time.sleep(30)
"""


def another(root: Path, child_seconds: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", dedent(HOLDER), str(root), child_seconds], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_second_run_is_refused_with_who_holds_the_lock(tmp_path: Path) -> None:
    other = another(tmp_path, "0")
    try:
        with pytest.raises(Busy) as caught, hold(tmp_path, "local", "plan"):
            pass
        assert f"`wolfctl apply` (pid {other.pid}, for " in caught.value.why
        assert holder(tmp_path, "local") is not None
    finally:
        other.kill()
        other.communicate()


def test_another_environment_is_free(tmp_path: Path) -> None:
    with hold(tmp_path, "local", "apply"), hold(tmp_path, "dev", "plan"):
        assert holder(tmp_path, "staging") is None


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    other = another(tmp_path, "0")
    other.send_signal(signal.SIGKILL)
    other.communicate()

    with hold(tmp_path, "local", "plan"):
        assert "wolfctl plan" in str(holder(tmp_path, "local"))
    assert holder(tmp_path, "local") is None


def test_what_a_killed_holder_left_at_work_still_holds_it(tmp_path: Path) -> None:
    other = another(tmp_path, "3")
    other.send_signal(signal.SIGKILL)
    other.communicate()

    with pytest.raises(Busy) as caught, hold(tmp_path, "local", "plan"):
        pass

    assert "killed) left running: its Terraform is still at work" in caught.value.why
