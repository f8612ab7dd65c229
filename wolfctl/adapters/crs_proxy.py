"""Runs the firewall that stands in for AWS's: nginx with ModSecurity, one process of our own on loopback."""

import json
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wolfctl.adapters import local_ports
from wolfctl.adapters.local_ports import HOST, is_free
from wolfctl.errors import ToolFailed, ToolMissing

PATIENCE_S = 30.0
END_S = 10.0


@dataclass(frozen=True)
class Proxy:
    """Where it listens, and where it keeps its log."""

    url: str
    folder: Path

    def log(self) -> Iterator[dict[str, Any]]:
        """What it refused, in order."""
        path = self.folder / "audit.log"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            if line.strip():
                yield json.loads(line)


def program(needed: Sequence[str], packages: str) -> str:
    """The path of nginx. Raises ToolMissing when it, or one of the files that it needs, is not there."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    missing = [path for path in needed if not Path(path).exists()]
    if found and not missing:
        return found
    raise ToolMissing(
        "No firewall can be put before it: nginx with ModSecurity is not installed here.",
        why=f"It needs {', '.join(missing or ['nginx'])}.",
        hint=f"On Debian: apt-get install --no-install-recommends {packages}",
    )


@contextmanager
def running(
    parent: Path, nginx: str, rules_text: Callable[[Path], str], nginx_text: Callable[[Path, int], str]
) -> Iterator[Proxy]:
    """The proxy, for as long as the block runs; nothing of it stays. Raises ToolFailed when it does not start."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="firewall-", dir=parent) as name:
        folder = Path(name).resolve()
        port = local_ports.any_free()
        (folder / "rules.conf").write_text(rules_text(folder), encoding="utf-8")
        (folder / "nginx.conf").write_text(nginx_text(folder, port), encoding="utf-8")
        with (folder / "stderr").open("wb") as complaints:
            process = subprocess.Popen(
                [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                start_new_session=True,
            )
        try:
            _wait(process, port, folder)
            yield Proxy(f"http://{HOST}:{port}", folder)
        finally:
            _end(process)


def _wait(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        if not is_free(port):
            return
        time.sleep(0.05)
    said = "\n".join((folder / name).read_text() for name in ("stderr", "error.log") if (folder / name).exists())
    raise ToolFailed("The firewall that stands in did not start.", why=said.strip()[-2000:])


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
