"""What doctor finds on a machine, and the code that it ends with."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wolfctl.adapters import run_lock
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.machine_checks import findings
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.findings import Finding, Level, exit_code

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "infra").symlink_to(REPOSITORY / "infra")
    (tmp_path / "envs").mkdir()
    for path in (REPOSITORY / "envs").glob("*.yaml"):
        (tmp_path / "envs" / path.name).write_text(path.read_text())
    (tmp_path / "requirements-terraform.lock").write_text("")
    return tmp_path


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def found(root: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings(root)}


@pytest.mark.parametrize(
    ("levels", "code"),
    [([], 0), (["ok", "ok"], 0), (["ok", "warn"], 2), (["warn", "fail", "ok"], 1), (["fail"], 1)],
)
def test_the_worst_finding_decides_the_code(levels: list[Level], code: int) -> None:
    assert exit_code([Finding("it", level, "") for level in levels]) == code


def test_a_fresh_checkout_lacks_nothing_of_its_own(root: Path) -> None:
    seen = found(root)

    assert {seen[name].level for name in ("python", "uv", "postgres", "environments", "ports", "state", "lock")} == {
        "ok"
    }
    assert not (root / ".wolf" / "local").exists(), "looking changes nothing"


def test_whatever_is_not_ok_says_how_to_mend_it(root: Path, busy_port: int) -> None:
    write_json(StateFolder(root).ports, {"emulator": busy_port})
    write_json(StateFolder(root).terraform_state, {"resources": [{"type": "aws_sns_topic"}]})
    (root / "envs" / "dev.yaml").write_text("region: [")

    wrong = {name: finding for name, finding in found(root).items() if finding.level != "ok"}

    assert {"ports", "state", "environments"} <= wrong.keys()
    assert all(finding.fix for finding in wrong.values())
    assert str(busy_port) in wrong["ports"].text
    assert "envs/dev.yaml" in wrong["environments"].text


def test_a_run_at_work_is_named(root: Path) -> None:
    with run_lock.hold(root, "local", "apply"):
        assert "`wolfctl apply`" in found(root)["lock"].text


def test_what_is_left_of_a_system_is_named(root: Path) -> None:
    state = StateFolder(root).folder
    program = "print('ready', flush=True); import time; time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"ALPHAWOLF_STATE": str(state), "ALPHAWOLF_PROCESS": "emulator"},
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        finding = found(root)["processes"]
    finally:
        process.kill()
        process.communicate()

    assert (finding.level, finding.fix) == ("warn", "Run `wolfctl down`.")
    assert "emulator" in finding.text


def test_the_verb_gives_the_same_as_data() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from wolfctl.cli import main; sys.exit(main(['doctor', '--json']))"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )

    document = json.loads(done.stdout)
    assert document["exit_code"] == done.returncode
    assert {"name", "level", "text", "fix"} == document["findings"][0].keys()
