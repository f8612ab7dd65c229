"""Tools with pins of their own live in virtual environments of their own under .wolf/tools."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wolfctl.errors import ToolFailed, ToolMissing


def folder(root: Path, name: str, python: str = sys.executable) -> Path:
    """Where the environment of a tool is, made or not; it changes whenever the lock or its Python does."""
    lock = lock_file(root, name)
    made_with = sys.version if python == sys.executable else python
    stamp = hashlib.sha256(lock.read_bytes() + made_with.encode()).hexdigest()[:12]
    return root / ".wolf" / "tools" / f"{name}-{stamp}"


def lock_file(root: Path, name: str) -> Path:
    """The hashed list of what a tool's environment holds."""
    return root / f"requirements-{name}.lock"


def is_ready(root: Path, name: str) -> bool:
    """Whether `ensure` would have nothing to do."""
    return (folder(root, name) / ".ready").exists()


def ensure(root: Path, name: str, python: str = sys.executable) -> Path:
    """The environment of a tool, made when it is not there, with this checkout's Python or another; bin/python is it.

    Raises ToolFailed when a package cannot be had, ToolMissing without uv.
    """
    target = folder(root, name, python)
    if (target / ".ready").exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.with_suffix(".lock")):
        if not (target / ".ready").exists():
            # without the mark, what is there was left half made
            shutil.rmtree(target, ignore_errors=True)
            inside = target / "bin" / "python"
            lock = lock_file(root, name)
            _uv("venv", "--quiet", "--python", python, str(target))
            _uv("pip", "install", "--quiet", "--python", str(inside), "--require-hashes", "-r", str(lock))
            (target / ".ready").touch()
            _forget_older(target, name)
    return target


def _forget_older(target: Path, name: str) -> None:
    for old in target.parent.glob(f"{name}-*"):
        if old.is_dir() and old != target:
            shutil.rmtree(old, ignore_errors=True)


def _uv(*arguments: str) -> None:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise ToolMissing(
            "uv is not there.", why="It makes the environments of the tools.", hint="Run `make .venv/.ready`."
        )
    done = subprocess.run([uv, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(
            f"uv {arguments[0]} failed.",
            why=done.stderr.strip()[-2000:],
            hint="Check the connection to the package index and the free disk space, then try again.",
        )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait for another process that makes the same environment."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
