"""Ends the run of wolfctl that is at work on an environment, as `down` does before it stops the rest."""

import asyncio
import contextlib
import json
import signal
from collections.abc import Callable
from pathlib import Path

import psutil

from wolfctl.adapters import processes, run_lock
from wolfctl.errors import Busy


async def end(root: Path, environment: str, say: Callable[[str], None], *, patience: float) -> None:
    """Ask the holder of an environment's lock to end and wait, seconds; kill it when it does not."""
    holder = _holder(root, environment)
    if holder and processes.alive(holder):
        say(f"Stopping the wolfctl that is at work (pid {holder.pid}).")
        with contextlib.suppress(psutil.Error):
            holder.send_signal(signal.SIGTERM)
        await processes.gone([holder], patience)
        await processes.kill([holder])


async def let_go(root: Path, environment: str) -> None:
    """Wait until nobody holds an environment's lock. Raises Busy when somebody still does after five seconds."""
    for _ in range(50):
        if run_lock.holder(root, environment) is None:
            return
        await asyncio.sleep(0.1)
    raise Busy(
        "Another run still works on this environment.",
        why=str(run_lock.holder(root, environment)),
        hint="Wait until it has ended, or stop it with Ctrl-C where it runs.",
    )


def _holder(root: Path, environment: str) -> psutil.Process | None:
    """The process that holds the environment's lock now."""
    if run_lock.holder(root, environment) is None:
        return None
    try:
        told = json.loads(run_lock.lock_path(root, environment).read_text())
        process = psutil.Process(int(told["pid"]))
        # A process that began after the lock was taken has only inherited the number.
        return process if process.create_time() <= float(told["since"]) + 1 else None
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
