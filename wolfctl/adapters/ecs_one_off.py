"""Runs a command once as a task of an ECS cluster, and brings back its exit code and what it printed.

Emulators take these calls but start no container without an engine for one: MiniStack and moto answer with a task that
never printed anything.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wolfctl.adapters.aws_calls import ask
from wolfctl.errors import NotFound, ToolFailed

STOPPED_WITHIN_S = 7200.0
# CloudWatch Logs shows an event within seconds of its being written.
LOGGED_WITHIN_S = 30.0
MISSING_STREAM = "ResourceNotFoundException"


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that has stopped: its exit code, all lines of its log, and where that is."""

    task: str
    exit_code: int
    lines: tuple[str, ...]
    log: str


@dataclass(frozen=True, slots=True)
class OneOff:
    """Where tasks are run: a cluster, and the service whose subnets and security groups they share.

    `client` makes a boto3 client of a service.
    """

    client: Callable[[str], Any]
    cluster: str
    service: str
    poll_s: float = 2.0

    async def run(
        self,
        definition: str,
        container: str,
        command: Callable[[Sequence[str]], Sequence[str]],
        *,
        note: Callable[[str], None],
        is_whole: Callable[[Sequence[str]], bool],
        stop_when_cancelled: bool = False,
    ) -> Finished:
        """Run a container of a task definition to its end; `command` makes its words of the applied ones.

        Each line of its log goes to `note` as it comes. After the end the log is read until `is_whole` says that
        nothing is missing. Raises NotFound without such a container, ToolFailed when the task cannot be started or AWS
        says no. Cancelled, it leaves the task running unless it is to stop it.
        """
        described = await self._ask("ecs", "describe_task_definition", taskDefinition=definition)
        found = [one for one in described["taskDefinition"]["containerDefinitions"] if one["name"] == container]
        if not found:
            raise NotFound(f"The task definition {definition} has no container {container}.")
        task = await self._start(definition, container, list(command(found[0].get("command", []))))
        log = _Log(self, found[0]["logConfiguration"]["options"], container, task.rpartition("/")[2], note)
        try:
            stopped = await self._stopped(task, log)
        except asyncio.CancelledError:
            if stop_when_cancelled:
                await self._ask("ecs", "stop_task", cluster=self.cluster, task=task, reason="wolfctl was interrupted")
            raise
        deadline = time.monotonic() + LOGGED_WITHIN_S
        await log.read()
        code = _exit_code(stopped, container, log.lines)
        while not is_whole(log.lines) and time.monotonic() < deadline:
            await asyncio.sleep(self.poll_s)
            await log.read()
        return Finished(task, code, tuple(log.lines), log.place)

    async def _start(self, definition: str, container: str, command: list[str]) -> str:
        services = await self._ask("ecs", "describe_services", cluster=self.cluster, services=[self.service])
        if not services["services"]:
            raise NotFound(
                f"The cluster {self.cluster} has no service {self.service}.", hint="Run `wolfctl deploy ENV` first."
            )
        answer = await self._ask(
            "ecs",
            "run_task",
            cluster=self.cluster,
            taskDefinition=definition,
            launchType="FARGATE",
            networkConfiguration=services["services"][0]["networkConfiguration"],
            overrides={"containerOverrides": [{"name": container, "command": command}]},
            startedBy="wolfctl",
            propagateTags="TASK_DEFINITION",
        )
        if not answer["tasks"]:
            reasons = "; ".join(str(failure.get("reason")) for failure in answer["failures"])
            raise ToolFailed("ECS starts no task.", why=reasons, hint="Run it again; for RESOURCE:* raise the quota.")
        return str(answer["tasks"][0]["taskArn"])

    async def _stopped(self, task: str, log: "_Log") -> Mapping[str, Any]:
        deadline = time.monotonic() + STOPPED_WITHIN_S
        while time.monotonic() < deadline:
            answer = await self._ask("ecs", "describe_tasks", cluster=self.cluster, tasks=[task])
            for found in answer["tasks"]:
                if found["lastStatus"] == "STOPPED":
                    stopped: Mapping[str, Any] = found
                    return stopped
            await log.read()
            await asyncio.sleep(self.poll_s)
        raise ToolFailed(f"The task {task} does not end.", hint=f"It goes on; its log is {log.place}.")

    async def _ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """One call. Raises ToolFailed with what AWS says."""
        return await ask(self.client(service), service, operation, **parameters)


class _Log:
    """The log stream of one container of a task, read on from where it was left.

    Its name is that which the awslogs driver gives it:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
    """

    def __init__(
        self, tasks: OneOff, options: Mapping[str, str], container: str, task: str, note: Callable[[str], None]
    ) -> None:
        self.lines: list[str] = []
        self._tasks, self._note, self._token = tasks, note, ""
        self._group = options["awslogs-group"]
        self._stream = f"{options['awslogs-stream-prefix']}/{container}/{task}"
        self.place = f"{self._stream} in {self._group}"

    async def read(self) -> None:
        """Take what has come since the last time; nothing while there is no stream yet."""
        while True:
            asked: dict[str, Any] = {"logGroupName": self._group, "logStreamName": self._stream, "startFromHead": True}
            if self._token:
                asked["nextToken"] = self._token
            try:
                answer = await self._tasks._ask("logs", "get_log_events", **asked)  # noqa: SLF001
            except ToolFailed as failed:
                if MISSING_STREAM in failed.why:
                    return
                raise
            for event in answer["events"]:
                self.lines.append(event["message"])
                self._note(event["message"])
            if answer["nextForwardToken"] == self._token:
                return
            self._token = answer["nextForwardToken"]


def _exit_code(task: Mapping[str, Any], container: str, lines: Sequence[str]) -> int:
    """The exit code of a container. Raises ToolFailed when it never ran to its end."""
    for one in task.get("containers", []):
        if one["name"] == container and "exitCode" in one:
            return int(one["exitCode"])
    reasons = [str(task.get("stoppedReason", ""))]
    reasons += [str(one.get("reason", "")) for one in task.get("containers", []) if one["name"] == container]
    raise ToolFailed(
        f"The task {task['taskArn']} ended without an exit code.",
        why="\n".join([reason for reason in reasons if reason] + list(lines[-6:])),
        hint="Read the reason; a task that cannot fetch its image or a secret never starts.",
    )
