"""Runs a step of `python -m api.key_rotation` as a task of its own, and reads what it tells line by line."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from wolfctl.adapters import ecs_task, processes
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import ToolFailed

MODULE = "api.key_rotation"
CONTAINER = "api"
POLL_S = 3.0
Tell = Callable[[Mapping[str, Any]], None]


class FieldKeyTask(Protocol):
    """Does one step and returns its result. Raises ToolFailed with what the step says."""

    async def run(self, step: str, arguments: tuple[str, ...], tell: Tell) -> dict[str, Any]: ...


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

    client: Callable[[str], Any]
    cluster: str
    service: str
    definition: str
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self, step: str, arguments: tuple[str, ...], tell: Tell) -> dict[str, Any]:
        ecs, logs, lines = self.client("ecs"), self.client("logs"), Lines(tell)
        try:
            task, group, stream = await asyncio.to_thread(self._start, ecs, ["python", "-m", MODULE, step, *arguments])
            try:
                await self._follow(ecs, logs, task, (group, stream), lines)
            except asyncio.CancelledError:
                await asyncio.to_thread(
                    ecs.stop_task, cluster=self.cluster, task=task, reason="wolfctl was interrupted"
                )
                raise
        except (BotoCoreError, ClientError) as error:
            raise ToolFailed(f"ECS does not run the step {step} of the field keys.", why=str(error)) from error
        return lines.required(step, f"{stream} in {group}")

    def _start(self, ecs: Any, command: list[str]) -> tuple[str, str, str]:
        (service,) = ecs.describe_services(cluster=self.cluster, services=[self.service])["services"]
        described = ecs.describe_task_definition(taskDefinition=self.definition)["taskDefinition"]
        options = described["containerDefinitions"][0]["logConfiguration"]["options"]
        answer = ecs.run_task(
            cluster=self.cluster,
            taskDefinition=self.definition,
            launchType="FARGATE",
            networkConfiguration=service["networkConfiguration"],
            overrides={"containerOverrides": [{"name": CONTAINER, "command": command}]},
            startedBy="wolfctl rotate-keys",
        )
        if answer.get("failures"):
            raise ToolFailed("ECS started no task.", why=str(answer["failures"][0].get("reason", "")))
        arn = answer["tasks"][0]["taskArn"]
        stream = f"{options['awslogs-stream-prefix']}/{CONTAINER}/{arn.rpartition('/')[2]}"
        return arn, options["awslogs-group"], stream

    async def _follow(self, ecs: Any, logs: Any, task: str, log: tuple[str, str], lines: Lines) -> None:
        token: str | None = None
        while True:
            (found,) = (await asyncio.to_thread(ecs.describe_tasks, cluster=self.cluster, tasks=[task]))["tasks"]
            token = await asyncio.to_thread(_read, logs, log, token, lines)
            if found["lastStatus"] == "STOPPED" and (lines.result is not None or lines.error):
                return
            if found["lastStatus"] == "STOPPED":
                # CloudWatch may be a moment behind the task.
                await self.sleep(POLL_S)
                await asyncio.to_thread(_read, logs, log, token, lines)
                lines.error = lines.error or str(found.get("stoppedReason", ""))
                return
            await self.sleep(POLL_S)


def _read(logs: Any, log: tuple[str, str], token: str | None, lines: Lines) -> str | None:
    """Hear what is new in a stream; return where to go on."""
    more = {"nextToken": token} if token else {}
    try:
        answer = logs.get_log_events(logGroupName=log[0], logStreamName=log[1], startFromHead=True, **more)
    except logs.exceptions.ResourceNotFoundException:
        return token
    for event in answer["events"]:
        lines.hear(event["message"])
    found: str | None = answer.get("nextForwardToken", token)
    return found
