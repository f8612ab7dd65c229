"""Starting, finding and stopping the processes of the embedded environment.

Each one carries ALPHAWOLF_STATE, the folder that it belongs to, and ALPHAWOLF_PROCESS, its name. Both are read back
from the operating system, so nothing that was started can be lost with the process that started it.
"""

import asyncio
import contextlib
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from wolfctl.adapters.state_folder import StateFolder

STATE = "ALPHAWOLF_STATE"
NAME = "ALPHAWOLF_PROCESS"
# All else of the caller's environment stays away: a proxy, a profile or a PG* variable must not change what runs.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
LARGEST_LOG = 8 * 1024 * 1024
LAST_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Service:
    """A program to run in the background."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path | None = None


def start(service: Service, state: StateFolder) -> psutil.Process:
    """Run a service in a session of its own, its output in its log."""
    _allow_many_files()
    state.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    state.temporary.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = state.log(service.name)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        process = subprocess.Popen(
            service.arguments,
            env={**environment(state, service.name), **service.environment},
            cwd=service.folder or state.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = psutil.Process(process.pid)
    # It outlives the function that started it, and often this whole process; until then its end is taken note of.
    threading.Thread(target=process.wait, daemon=True).start()
    return started


def environment(state: StateFolder, name: str) -> dict[str, str]:
    """What every process of the embedded environment starts with."""
    kept = {key: os.environ[key] for key in INHERITED if key in os.environ}
    return {**kept, "TMPDIR": str(state.temporary), "PYTHONUNBUFFERED": "1", STATE: str(state.folder), NAME: name}


def belonging(state: StateFolder, name: str | None = None) -> list[psutil.Process]:
    """The living processes of this environment, or those of one name; never the caller or its ancestors."""
    ours = {process.pid for process in (psutil.Process(), *psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        if process.pid in ours:
            continue
        try:
            variables = process.environ()
        except (psutil.Error, OSError):
            continue
        if variables.get(STATE) == str(state.folder) and name in (None, variables.get(NAME)):
            found.append(process)
    return found


def main_process(state: StateFolder, name: str) -> psutil.Process | None:
    """The first process of a service: the one whose parent is not of the same service."""
    family = belonging(state, name)
    pids = {process.pid for process in family}
    for process in family:
        try:
            if alive(process) and process.ppid() not in pids:
                return process
        except psutil.Error:
            continue
    return None


def working_in(folder: Path) -> list[psutil.Process]:
    """The living processes whose working folder is this one."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return [process for process in found if alive(process)]


def alive(process: psutil.Process) -> bool:
    """Whether a process still does anything: one that waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


async def stop(process: psutil.Process, how: signal.Signals = signal.SIGTERM, *, patience: float) -> bool:
    """Ask a process to end and wait; kill it and its children when it does not. True when it ended by itself."""
    try:
        children = process.children(recursive=True)
        process.send_signal(how)
    except psutil.Error:
        return True
    willing = await gone([process], patience)
    await kill([process, *children])
    return willing


async def kill(processes: Iterable[psutil.Process]) -> None:
    """End processes at once, and wait until the system has let go of them."""
    remaining = [process for process in processes if alive(process)]
    for process in remaining:
        try:
            process.kill()
        except psutil.Error:
            continue
    await gone(remaining, 10)


async def gone(processes: Iterable[psutil.Process], patience: float) -> bool:
    """Wait until every process has ended; False when patience ran out."""
    deadline = time.monotonic() + patience
    waiting = list(processes)
    while waiting := [process for process in waiting if alive(process)]:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True


def _allow_many_files() -> None:
    """Let what is started hold as many sockets as this user may; each caregiver's is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def last_lines(path: Path, count: int = 12) -> str:
    """The end of a log, for an error message."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LAST_BYTES))
            lines = file.read(LAST_BYTES).decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(line[:300] for line in lines[-count:])
