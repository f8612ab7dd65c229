"""The API of the embedded environment: started from a folder of code as the applied task says, asked, and stopped."""

import time
from asyncio import sleep
from pathlib import Path

import httpx
import psutil

from wolfctl.adapters import ecs_task, processes
from wolfctl.adapters.ecs_task import Task
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import ToolFailed

NAME = "api"
CANDIDATE = "api-candidate"
REVISION = "ALPHAWOLF_REVISION"
# Code that was set aside has no bytecode yet, and a busy machine takes a while to import it all.
HEALTHY_WITHIN_S = 60.0
# The task's stopTimeout: what it has begun may end.
STOP_S = 30.0


def start(state: StateFolder, task: Task, code: Path) -> psutil.Process:
    """Start it where its callers look for it."""
    return processes.start(ecs_task.service(NAME, task, code, {REVISION: task.revision}), state)


async def prove(state: StateFolder, task: Task, code: Path, port: int) -> None:
    """Start it beside the one that serves, until it is healthy, and stop it. Raises ToolFailed when it never is."""
    beside = {REVISION: task.revision, "PORT": str(port), "OUTBOX_RELAY": "off"}
    process = processes.start(ecs_task.service(CANDIDATE, task, code, beside), state)
    try:
        await healthy(state, CANDIDATE, port)
    finally:
        await processes.stop(process, patience=STOP_S)


async def healthy(state: StateFolder, name: str, port: int) -> None:
    """Wait until it reports that it can reach everything it needs. Raises ToolFailed."""
    url, log = f"http://{HOST}:{port}/health/ready", state.log(name)
    deadline = time.monotonic() + HEALTHY_WITHIN_S
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
        while time.monotonic() < deadline:
            if processes.main_process(state, name) is None:
                raise ToolFailed("The API ended.", why=processes.last_lines(log), hint=f"Its log is {log}.")
            try:
                if (await http.get(url)).is_success:
                    return
            except httpx.HTTPError:
                pass
            await sleep(0.1)
    raise ToolFailed("The API does not become healthy.", why=processes.last_lines(log), hint=f"Its log is {log}.")


async def stop(state: StateFolder) -> None:
    """Stop it, giving what it has begun the time that its container would."""
    if process := processes.main_process(state, NAME):
        await processes.stop(process, patience=STOP_S)


def live(state: StateFolder) -> tuple[str, str]:
    """The revision and the folder of code of the one that runs; two empty strings when none does."""
    process = processes.main_process(state, NAME)
    try:
        return (process.environ().get(REVISION, ""), process.cwd()) if process else ("", "")
    except psutil.Error:
        return "", ""
