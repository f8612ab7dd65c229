"""Terraform's own lock: whose it is, whether they are still there, and that only what is left over is removed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from typing import Any, ClassVar

import boto3
import pytest
from rich.console import Console

from wolfctl import config
from wolfctl.adapters import state_lock
from wolfctl.adapters.state_lock import StateLock
from wolfctl.console.lock_view import data, view
from wolfctl.errors import Busy, ToolFailed
from wolfctl.workflows import unlocking

REPOSITORY = Path(__file__).resolve().parents[3]
LOCAL, PROD = config.load("local", REPOSITORY), config.load("prod", REPOSITORY)
NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
TOLD = {
    "ID": "134a155c-253b-4e40-9ecf-9d942cd93041",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "ana@laptop",
    "Version": "1.11.4",
    "Created": "2026-11-26T06:23:56.02676107Z",
    "Path": "../terraform.tfstate",
}


def left_over(root: Path, content: str = json.dumps(TOLD)) -> Path:
    """What a killed Terraform leaves beside a local state."""
    path = state_lock.info_file(root, "local")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    (path.parent / "terraform.tfstate").write_text("{}")
    return path


def test_without_a_lock_there_is_none(tmp_path: Path) -> None:
    assert state_lock.find(LOCAL, tmp_path) is None


def test_a_lock_on_this_machine_says_who_what_and_since_when(tmp_path: Path) -> None:
    path = left_over(tmp_path)

    assert state_lock.find(LOCAL, tmp_path) == StateLock(
        id=TOLD["ID"],
        who="ana@laptop",
        operation="apply",
        since=TOLD["Created"],
        version="1.11.4",
        where=str(path),
    )


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_what_cannot_be_read_is_a_lock_nevertheless(tmp_path: Path, content: str) -> None:
    left_over(tmp_path, content)

    found = state_lock.find(LOCAL, tmp_path)

    assert found is not None
    assert (found.id, found.who, found.operation) == ("", "(unknown)", "(unknown)")


def test_what_is_left_over_is_removed_and_the_state_stays(tmp_path: Path) -> None:
    path = left_over(tmp_path)

    assert state_lock.release_local(tmp_path, "local")
    assert not path.exists()
    assert (path.parent / "terraform.tfstate").read_text() == "{}"


HOLDER = """
    import fcntl, sys, time
    with open(sys.argv[1], "r+") as state:
        fcntl.lockf(state, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(60)
"""


def test_what_a_living_process_holds_is_not_removed(tmp_path: Path) -> None:
    path = left_over(tmp_path)
    program = [sys.executable, "-c", dedent(HOLDER), str(path.parent / "terraform.tfstate")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            assert not state_lock.release_local(tmp_path, "local")
            assert path.exists()
        finally:
            holder.kill()
    assert state_lock.release_local(tmp_path, "local")


@pytest.mark.parametrize(("name", "elsewhere"), [("prod", True), ("local", False)])
def test_a_terraform_at_work_is_found_and_on_aws_in_whichever_checkout(
    tmp_path: Path, name: str, elsewhere: bool
) -> None:
    environment = config.load(name, REPOSITORY)
    stack = tmp_path / ".wolf" / name / "stack"
    stack.mkdir(parents=True)
    terraform = tmp_path / "terraform"
    shutil.copy2(shutil.which("sleep") or "", terraform)
    with subprocess.Popen([str(terraform), "60"], cwd=stack) as process:
        try:
            assert process.pid in state_lock.at_work(environment, tmp_path)
            assert (process.pid in state_lock.at_work(environment, tmp_path / "other")) is elsewhere
            assert process.pid not in state_lock.at_work(config.load("staging", REPOSITORY), tmp_path)
        finally:
            process.kill()
    assert process.pid not in state_lock.at_work(environment, tmp_path)


class Bucket(BaseHTTPRequestHandler):
    """A bucket that holds one object, or gives an error."""

    status: ClassVar[int] = 200
    body: ClassVar[bytes] = b""
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class above names it
        pass


@pytest.fixture
def s3() -> Iterator[Any]:
    Bucket.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = boto3.client(
            "s3",
            region_name="us-east-1",
            endpoint_url=f"http://127.0.0.1:{server.server_port}",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        yield client
        client.close()
        server.shutdown()


def answer(status: int, body: str) -> None:
    Bucket.status, Bucket.body = status, body.encode()


def test_a_lock_in_the_bucket_is_the_object_beside_the_state(s3: Any) -> None:
    answer(200, json.dumps(TOLD))

    found = state_lock.find(PROD, REPOSITORY, s3=s3)

    assert found is not None
    assert (found.id, found.who) == (TOLD["ID"], "ana@laptop")
    assert found.where == "s3://alphawolf-terraform-state-123456789012/prod/alphawolf.tfstate.tflock"
    assert Bucket.asked == ["/alphawolf-terraform-state-123456789012/prod/alphawolf.tfstate.tflock"]


def test_a_bucket_without_that_object_has_no_lock(s3: Any) -> None:
    answer(404, "<Error><Code>NoSuchKey</Code></Error>")

    assert state_lock.find(PROD, REPOSITORY, s3=s3) is None


@pytest.mark.parametrize(("status", "code"), [(403, "AccessDenied"), (404, "NoSuchBucket")])
def test_a_bucket_that_does_not_answer_is_not_taken_for_free(s3: Any, status: int, code: str) -> None:
    answer(status, f"<Error><Code>{code}</Code></Error>")

    with pytest.raises(ToolFailed, match="cannot be looked at"):
        state_lock.find(PROD, REPOSITORY, s3=s3)


def screen(running: str | None, lock: StateLock | None) -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        console.print(view(running, lock, NOW))
    return capture.get()


def test_who_holds_it_on_a_screen() -> None:
    lock = StateLock(TOLD["ID"], "ana@laptop", "apply", TOLD["Created"], "1.11.4", "s3://bucket/key.tflock")

    assert screen("`wolfctl apply` (pid 7, for 3 s)", lock) == dedent(
        """\
        wolfctl's own lock: `wolfctl apply` (pid 7, for 3 s)
        Terraform's lock on the state:
          who        ana@laptop
          operation  apply, Terraform 1.11.4
          since      2026-11-26 06:23:56 UTC, 6 min 03 s ago
          id         134a155c-253b-4e40-9ecf-9d942cd93041
          at         s3://bucket/key.tflock
        """
    )
    assert screen(None, None) == "wolfctl's own lock: free\nTerraform's lock on the state: free\n"


def test_a_lock_of_this_machine_is_called_so() -> None:
    lock = StateLock("", f"ana@{socket.gethostname()}", "plan", "", "", "x")

    assert "(this machine)" in screen(None, lock)
    assert "since      (unknown)" in screen(None, lock)
    assert (data(lock) or {})["this_machine"] is True
    assert data(None) is None


@pytest.mark.parametrize(
    ("running", "pids", "why"),
    [
        ("`wolfctl apply` (pid 7, for 3 s)", [], "It is held by `wolfctl apply` (pid 7, for 3 s)."),
        (None, [8, 9], "It is held by a Terraform at work on it (pid 8, 9)."),
    ],
)
def test_what_somebody_works_with_is_refused(running: str | None, pids: list[int], why: str) -> None:
    with pytest.raises(Busy) as caught:
        unlocking.require_left_over("prod", running, pids)

    assert caught.value.why == why


def test_what_nobody_here_works_with_may_be_let_go_of() -> None:
    unlocking.require_left_over("prod", None, [])


def test_a_lock_of_another_machine_is_asked_about_with_a_warning() -> None:
    assert unlocking.warning("ci@runner-7", ours=False).startswith("It was taken on another machine (ci@runner-7)")
    assert "Nothing on this machine" in unlocking.warning(f"x@{os.uname().nodename}", ours=True)
