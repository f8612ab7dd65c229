"""A checkout whose whole stack is a few resources that Terraform has built in, and an emulator that only takes marks.

Everything else is real: the verbs, Terraform, its state and its lock.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from wolfctl.adapters.local_ports import Ports
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.cli import main

REPOSITORY = Path(__file__).resolve().parents[2]
MAIN = "import sys; from wolfctl.cli import main; sys.exit(main())"
STACK = """
    resource "terraform_data" "kept" {
      input = var.data.max_receive_count
    }
    resource "terraform_data" "replaced" {
      triggers_replace = [var.data.max_receive_count]
    }
    output "count" { value = terraform_data.kept.output }
"""
# wolfctl reads here which provider to look for; Terraform, which needs none, reads a comment.
LOCK = """/*
provider "registry.terraform.io/hashicorp/aws" {
  version = "5.100.0"
}
*/
"""


class TakesMarks(BaseHTTPRequestHandler):
    """What `wolfctl apply local` needs of an emulator: that SSM takes the mark of what is applied."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"Version": 1}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the class above names it
        pass


# Runs a verb: its exit code, what it answered and what it remarked, without the blanks that fill a line.
Said = Callable[..., tuple[int, str, str]]


def speaking(capsys: pytest.CaptureFixture[str]) -> Said:
    """Return what runs a verb in this process."""

    def said(*words: str) -> tuple[int, str, str]:
        code = main(words)
        captured = capsys.readouterr()
        return code, trimmed(captured.out), trimmed(captured.err)

    return said


def trimmed(text: str) -> str:
    """Without the blanks at the end of lines."""
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def enter(checkout: "TinyCheckout", monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a checkout, at a terminal of 80 columns without colours."""
    monkeypatch.chdir(checkout.root)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)


@contextmanager
def entered(folder: Path, tools: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["TinyCheckout"]:
    """Make a checkout and go there."""
    with made(folder, tools) as checkout:
        enter(checkout, monkeypatch)
        yield checkout


@dataclass(frozen=True)
class TinyCheckout:
    """The folder, and how to run its verbs."""

    root: Path

    def wolfctl(self, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run a verb to its end, 80 columns wide and without a terminal."""
        return subprocess.run(
            self.command(*words),
            cwd=self.root,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def command(self, *words: str) -> list[str]:
        """How a verb is run; the folder to run it in is the checkout's."""
        return [sys.executable, "-c", MAIN, *words]

    @property
    def environ(self) -> dict[str, str]:
        """What a verb is run with."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "GITHUB_", "AWS_"))}
        return kept | {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "PYTHONPATH": str(REPOSITORY)}

    def write(self, text: str = STACK) -> None:
        """Replace the stack."""
        (self.root / "infra" / "main.tf").write_text(dedent(text))

    def set(self, receives: int) -> None:
        """Change a value of the environment."""
        path = self.root / "envs" / "local.yaml"
        values = yaml.safe_load(path.read_text())
        values["data"]["max_receive_count"] = receives
        path.write_text(yaml.safe_dump(values))

    def git(self, *words: str) -> None:
        """Run git as somebody whose settings are not this machine's."""
        who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=self.root, check=True, capture_output=True)

    def state(self) -> dict[str, Any]:
        """Terraform's state as it lies there; empty before the first apply."""
        path = StateFolder(self.root).terraform_state
        return dict(json.loads(path.read_text())) if path.exists() else {}


@contextmanager
def made(root: Path, tools: Path) -> Iterator[TinyCheckout]:
    """A committed checkout in an empty folder, its emulator listening; `tools` is shared with other checkouts."""
    checkout = TinyCheckout(root)
    (root / "infra").mkdir(parents=True)
    (root / "envs").mkdir()
    (root / "modules" / "data").mkdir(parents=True)
    (root / "modules" / "data" / "queue.tf").write_text('variable "name" {}\n')
    values = yaml.safe_load((REPOSITORY / "envs" / "local.yaml").read_text())
    values["emulator"]["services"] = {"ssm": "ministack"}
    (root / "envs" / "local.yaml").write_text(yaml.safe_dump(values))
    (root / "envs" / "prod.yaml").write_text((REPOSITORY / "envs" / "prod.yaml").read_text())
    for name in ("variables.tf", "backend.tf.j2"):
        (root / "infra" / name).write_text((REPOSITORY / "infra" / name).read_text())
    (root / "infra" / ".terraform.lock.hcl").write_text(LOCK)
    for name in ("emulator", "lambda", "terraform"):
        (root / f"requirements-{name}.lock").touch()
    (root / ".gitignore").write_text(".wolf/\n")
    tools.mkdir(exist_ok=True)
    (root / ".wolf").mkdir()
    (root / ".wolf" / "tools").symlink_to(tools)
    checkout.write()
    checkout.git("init", "--quiet")
    checkout.git("add", ".")
    checkout.git("commit", "--quiet", "--message", "A tiny stack")
    with ThreadingHTTPServer(("127.0.0.1", 0), TakesMarks) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        write_json(StateFolder(root).ports, asdict(Ports(port, port, port, port, port)))
        yield checkout
        server.shutdown()
