"""Rolls an ECS service out to a revision of its task definition, and waits until ECS says what became of it.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wolfctl.adapters.aws_calls import ask
from wolfctl.errors import NotFound, ToolFailed

# Tasks start within two minutes; the circuit breaker gives up after as many as ten that did not.
WITHIN_S = 1800.0


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a cluster; `ecs` is a boto3 client."""

    ecs: Any
    cluster: str
    name: str
    poll_s: float = 5.0

    async def revision(self) -> str:
        """The task definition that the service is told to run. Raises NotFound without such a service."""
        return str((await self._described())["taskDefinition"])

    async def roll_out(self, revision: str, say: Callable[[str], None]) -> str:
        """Have the service run a revision, and return what came of it.

        Each number of tasks goes to `say`. Raises ToolFailed with ECS's reason when the deployment fails, or when ECS
        has put back the one before.
        """
        again = revision == await self.revision()
        asked: dict[str, Any] = {"cluster": self.cluster, "service": self.name, "taskDefinition": revision}
        answer = await self._ask("update_service", **asked, forceNewDeployment=again)
        begun = next(one for one in answer["service"]["deployments"] if one["status"] == "PRIMARY")["id"]
        told, deadline = "", time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            service = await self._described()
            found = next((one for one in service["deployments"] if one["id"] == begun), None)
            if found is None or found.get("rolloutState") == "FAILED":
                raise ToolFailed(
                    f"ECS gave {_short(revision)} up.",
                    why=_reason(service, found),
                    hint="The log group of the task and the service's events say why its tasks did not stay.",
                )
            count = f"{found['runningCount']} of {found['desiredCount']} tasks run {_short(revision)}"
            if count != told:
                say(count)
                told = count
            if _is_complete(service, found):
                return count
            await asyncio.sleep(self.poll_s)
        raise ToolFailed(f"{_short(revision)} is not rolled out within {WITHIN_S / 60:.0f} minutes.")

    async def digests(self, container: str) -> set[str]:
        """The digests of the images that a container of the running tasks was started from, as far as ECS tells.

        Others may stand beside it: GuardDuty adds one of its own.
        """
        listed = await self._ask("list_tasks", cluster=self.cluster, serviceName=self.name, desiredStatus="RUNNING")
        if not listed["taskArns"]:
            return set()
        tasks = (await self._ask("describe_tasks", cluster=self.cluster, tasks=listed["taskArns"]))["tasks"]
        return {
            one["imageDigest"]
            for task in tasks
            for one in task["containers"]
            if one["name"] == container and one.get("imageDigest")
        }

    async def _described(self) -> Mapping[str, Any]:
        found = (await self._ask("describe_services", cluster=self.cluster, services=[self.name]))["services"]
        if not found:
            raise NotFound(
                f"The cluster {self.cluster} has no service {self.name}.", hint="Run `wolfctl deploy ENV` first."
            )
        described: Mapping[str, Any] = found[0]
        return described

    async def _ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return await ask(self.ecs, "ecs", operation, **parameters)


def _is_complete(service: Mapping[str, Any], deployment: Mapping[str, Any]) -> bool:
    """An emulator may say nothing of the state: then it is told by its being alone with all its tasks."""
    if state := deployment.get("rolloutState"):
        return bool(state == "COMPLETED")
    return len(service["deployments"]) == 1 and deployment["runningCount"] >= deployment["desiredCount"]


def _reason(service: Mapping[str, Any], deployment: Mapping[str, Any] | None) -> str:
    reasons = [deployment["rolloutStateReason"]] if deployment and deployment.get("rolloutStateReason") else []
    return "\n".join([*reasons, *(event["message"] for event in service.get("events", [])[:3])])


def _short(revision: str) -> str:
    return revision.rpartition("/")[2]
