"""One run at a time on one environment: a file lock that the kernel releases when the last holder dies."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wolfctl.errors import Busy


@contextmanager
def hold(root: Path, name: str, verb: str) -> Iterator[int]:
    """Hold the lock of an environment; yields its descriptor.

    Terraform inherits the descriptor, so an environment stays locked while a Terraform works on it even when the
    wolfctl that started it has been killed. Raises Busy with who holds it.
    """
    path = lock_path(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(path, name) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "verb": verb, "since": time.time()}).encode(), 0)
        yield descriptor
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def lock_path(root: Path, name: str) -> Path:
    """The file whose lock is held; its content says by whom."""
    return root / ".wolf" / name / "run.lock"


def holder(root: Path, name: str) -> str | None:
    """Who is at work on an environment now; None when nobody is."""
    try:
        descriptor = os.open(lock_path(root, name), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _who(lock_path(root, name))
    else:
        return None
    finally:
        os.close(descriptor)


def _busy(path: Path, name: str) -> Busy:
    return Busy(
        f"Another run is at work on {name}.",
        why=f"It is {_who(path)}.",
        hint="Wait until it has finished, or stop it with Ctrl-C where it runs.",
    )


def _who(path: Path) -> str:
    try:
        told = json.loads(path.read_text())
        pid, verb, seconds = int(told["pid"]), told["verb"], int(time.time() - told["since"])
    except (OSError, ValueError, KeyError):
        return "a run that has only just begun"
    for_long = f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
    if not _alive(pid):
        return f"what `wolfctl {verb}` (pid {pid}, killed) left running: its Terraform is still at work"
    return f"`wolfctl {verb}` (pid {pid}, for {for_long})"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
