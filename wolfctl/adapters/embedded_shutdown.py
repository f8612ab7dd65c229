"""Stops everything that belongs to a checkout's embedded environment, however it was left behind."""

import asyncio
import contextlib
import json
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import psutil

from wolfctl.adapters import database_monitor, database_pair, emulator, processes, run_lock
from wolfctl.adapters.embedded_system import API
from wolfctl.adapters.postgres_node import socket_folder
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import Busy

ENVIRONMENT = "local"
# A Terraform that is told to stop first finishes what it is doing, then writes its state.
TERRAFORM_PATIENCE = 120.0
# Who uses others ends before them; after the emulators, whose functions use it, PostgreSQL. Seconds to wait for each.
DEPENDENTS_FIRST = ({database_monitor.NAME: 10.0, API: 15.0}, {emulator.MINISTACK: 40.0, emulator.MOTO: 40.0})


async def shut_down(root: Path, say: Callable[[str], None]) -> list[str]:
    """Stop what runs, in the order in which it depends on one another; returns the names of what was stopped.

    The emulator saves its state as it ends, PostgreSQL has everything on disk. What remains of a killed run is
    found by its environment.
    """
    await _end_runs(root, StateFolder(root), say)
    stopped = await stop_services(root, say)
    run_lock.lock_path(root, ENVIRONMENT).unlink(missing_ok=True)
    return stopped


async def stop_services(root: Path, say: Callable[[str], None]) -> list[str]:
    """Stop every process of the environment; the caller holds its lock, or has made sure that nobody does."""
    state = StateFolder(root)
    stopped: list[str] = []

    async def stop(name: str, patience: float) -> None:
        if process := processes.main_process(state, name):
            if not await processes.stop(process, patience=patience):
                say(f"{name} did not end by itself within {patience:g} s and was killed.")
            stopped.append(name)

    for together in DEPENDENTS_FIRST:
        await asyncio.gather(*(stop(name, patience) for name, patience in together.items()))
    if any(processes.main_process(state, name) for name in ("postgres-a", "postgres-b")):
        await database_pair.of(root).stop()
        stopped.append("postgres")
    leftovers = processes.belonging(state)
    await processes.kill(leftovers)
    _clear(state)
    return stopped + [f"{len(leftovers)} left over"] * bool(leftovers)


async def _end_runs(root: Path, state: StateFolder, say: Callable[[str], None]) -> None:
    """End an `up` that is at work, then any Terraform that a killed one left at work."""
    holder = _holder(root)
    if holder and processes.alive(holder):
        say(f"Stopping the wolfctl that is at work (pid {holder.pid}).")
        with contextlib.suppress(psutil.Error):
            holder.send_signal(signal.SIGTERM)
        await processes.gone([holder], TERRAFORM_PATIENCE)
        await processes.kill([holder])
    workers = [process for process in processes.belonging(state) if _is_terraform(process)]
    if workers:
        say("Waiting for a Terraform that was left at work to write its state.")
    for process in workers:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGINT)
    await processes.gone(workers, TERRAFORM_PATIENCE)
    for _ in range(50):
        if run_lock.holder(root, ENVIRONMENT) is None:
            return
        await asyncio.sleep(0.1)
    raise Busy(
        "Another run still works on this environment.",
        why=str(run_lock.holder(root, ENVIRONMENT)),
        hint="Wait until it has ended, or stop it with Ctrl-C where it runs.",
    )


def _holder(root: Path) -> psutil.Process | None:
    """The process that holds the environment's lock now."""
    if run_lock.holder(root, ENVIRONMENT) is None:
        return None
    try:
        told = json.loads(run_lock.lock_path(root, ENVIRONMENT).read_text())
        process = psutil.Process(int(told["pid"]))
        # A process that began after the lock was taken has only inherited the number.
        return process if process.create_time() <= float(told["since"]) + 1 else None
    except (OSError, ValueError, KeyError, psutil.Error):
        return None


def _is_terraform(process: psutil.Process) -> bool:
    """Whether it is Terraform itself: its provider plugins end with it, and must not end before it."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    if not words or "terraform-provider" in words[0]:
        return False
    return any(Path(word).name in ("terraform", "terraform_shim.py") for word in words[:2])


def _clear(state: StateFolder) -> None:
    """Remove locks, sockets and what killed processes left behind."""
    for path in (socket_folder(state), state.temporary):
        shutil.rmtree(path, ignore_errors=True)
    for pattern in (".terraform.tfstate.lock.info", "*.new", "database.json"):
        for path in state.folder.glob(pattern):
            path.unlink(missing_ok=True)
