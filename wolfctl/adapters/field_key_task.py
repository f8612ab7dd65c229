"""Runs a step of `python -m api.key_rotation` as a task of its own, and reads what it tells line by line."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from wolfctl.adapters import ecs_task, processes
from wolfctl.adapters.ecs_one_off import OneOff
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import ToolFailed

MODULE = "api.key_rotation"
CONTAINER = "api"
Tell = Callable[[Mapping[str, Any]], None]


class FieldKeyTask(Protocol):
    """Does one step and returns its result. Raises ToolFailed with what the step says."""

    async def run(self, step: str, arguments: tuple[str, ...], tell: Tell) -> dict[str, Any]:
        """Run `python -m api.key_rotation STEP ARGUMENTS`; what it tells on its way goes to `tell`."""


class Lines:
    """What a task tells: progress is passed on, the result and an error are kept."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.result: dict[str, Any] | None = None
        self.error = ""

    def hear(self, line: str) -> None:
        """Take one line; what is no object is somebody else's."""
        try:
            told = json.loads(line)
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        self.error = str(told.get("error", self.error))
        if "result" in told:
            self.result = told["result"]
        elif "step" in told:
            self._tell(told)

    def required(self, step: str, log: str) -> dict[str, Any]:
        """The result. Raises ToolFailed."""
        if self.result is None:
            raise ToolFailed(
                f"The step {step} of the field keys did not come to its end.",
                why=self.error or "It ended without a word.",
                hint=f"Run it again: it goes on from there. Its log is {log}.",
            )
        return self.result


@dataclass(frozen=True)
class LocalTask:
    """A process of this checkout, told what the API's applied task is told."""

    root: Path
    described: Callable[[], ecs_task.Task]

    async def run(self, step: str, arguments: tuple[str, ...], tell: Tell) -> dict[str, Any]:
        """Run it to its end; interrupted, end it."""
        state = StateFolder(self.root)
        state.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        log, lines = state.log("key-rotation"), Lines(tell)
        task = await asyncio.to_thread(self.described)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as complaints:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", MODULE, step, *arguments),
                cwd=self.root,
                env={**processes.environment(state, "key-rotation"), **task.environment},
                stdout=asyncio.subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )
            try:
                while process.stdout and (line := await process.stdout.readline()):
                    lines.hear(line.decode())
                await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                await process.wait()
                raise
        return lines.required(step, str(log))


@dataclass(frozen=True)
class EcsTask:
    """A one-off task of the API's task definition, in the service's network, with the API's role."""

    tasks: OneOff
    definition: str

    async def run(self, step: str, arguments: tuple[str, ...], tell: Tell) -> dict[str, Any]:
        """Run it to its end; interrupted, stop it."""
        lines = Lines(tell)
        done = await self.tasks.run(
            self.definition,
            CONTAINER,
            lambda _: ["python", "-m", MODULE, step, *arguments],
            note=lines.hear,
            is_whole=lambda _: lines.result is not None or bool(lines.error),
            stop_when_cancelled=True,
        )
        return lines.required(step, done.log)
