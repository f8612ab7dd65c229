"""A release on AWS: an image in ECR, a one-off task for the schema, and the service rolled out by ECS."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from wolfctl import artifacts, execute
from wolfctl.adapters import (
    api_image,
    container_engine,
    ecs_rollout,
    environment_clients,
    image_registry,
    migration_task,
)
from wolfctl.config import Environment
from wolfctl.errors import NotFound, ToolFailed
from wolfctl.workflows.deploy import Live, Observed, Release

ANSWERS_IN_A_ROW = 3
SMOKED_WITHIN_S = 60.0
CONTAINER = "api"


@dataclass
class OnAws:
    """An environment in its account; `session` is a boto3 Session."""

    environment: Environment
    root: Path
    release: Release
    session: Any
    say: Callable[[str], None]
    outputs: dict[str, Any] = field(default_factory=dict, init=False)

    @property
    def repository(self) -> image_registry.Repository:
        """The repository that the stack makes."""
        ecr = self.session.client("ecr", region_name=self.environment.region)
        return image_registry.Repository(ecr, f"alphawolf-{self.environment.environment}-api")

    @property
    def service(self) -> ecs_rollout.Service:
        """The API's service. Raises NotFound where none is applied yet."""
        if "ecs_service" not in self.outputs:
            raise NotFound(
                f"Nothing is applied to {self.environment.environment}.",
                hint=f"Run `wolfctl deploy {self.environment.environment}` first.",
            )
        ecs = self.session.client("ecs", region_name=self.environment.region)
        return ecs_rollout.Service(ecs, self.outputs["ecs_cluster"], self.outputs["ecs_service"])

    async def observe(self) -> Observed:
        """What is live, and whether this commit's image is in the registry. Raises Refused in another account."""
        sts = self.session.client("sts", region_name=self.environment.region)
        await asyncio.to_thread(environment_clients.require_account, self.environment, sts)
        exists = await asyncio.to_thread(self.repository.exists)
        pushed = await asyncio.to_thread(self.repository.digest, self.tag) if exists else ""
        await self._read_outputs()
        return Observed(await self.live(), exists, pushed)

    @property
    def tag(self) -> str:
        """What the image of this commit is called, as the stack names it."""
        return execute.image_tag(self.root)

    async def build(self) -> str:
        """Build the image for the environment's processor, and the zip."""
        wanted = artifacts.wanted(self.environment, self.root, [], [])
        await asyncio.to_thread(artifacts.zips, self.environment, self.root, wanted.zips, None)
        built = await asyncio.to_thread(artifacts.images, self.environment, self.root, wanted.images, None)
        return built[0].image.name

    async def push(self) -> str:
        """Push the image under its commit; returns its digest."""
        engine = await asyncio.to_thread(container_engine.find)
        wanted = artifacts.wanted(self.environment, self.root, [], [])
        image = api_image.name(self.root, wanted.images[0])
        return await asyncio.to_thread(self.repository.push, engine, image, self.tag)

    async def migrate(self) -> str:
        """Run the applied migration task once in the cluster."""
        await self._read_outputs()
        done = await migration_task.run(
            self.environment, self.root, self.outputs, "up", note=self.say, session=self.session
        )
        return ", ".join(done.document["applied"]) or "nothing to apply"

    async def roll_out(self) -> str:
        """Have ECS start the new tasks, take them into service once healthy, and end the old ones."""
        await self._read_outputs()
        count = await self.service.roll_out(self.outputs["api_task_definition"], self.say)
        pushed = await asyncio.to_thread(self.repository.digest, self.tag)
        if strangers := await self.service.digests(CONTAINER) - {pushed}:
            raise ToolFailed(
                "Tasks run another image than the one of this commit.",
                why=f"{', '.join(sorted(strangers))} run; {self.tag} is {pushed or 'not in the registry'}.",
            )
        return count

    async def smoke(self) -> str:
        """Ask the public address whether the API can serve, several times in a row: more than one task answers."""
        url, seen = f"{self.outputs['rest_api_url']}/health/ready", 0
        async with httpx.AsyncClient(timeout=10) as http, asyncio.timeout(SMOKED_WITHIN_S):
            while seen < ANSWERS_IN_A_ROW:
                answer = await http.get(url)
                if not answer.is_success:
                    raise ToolFailed(
                        f"GET {url} was answered with {answer.status_code}.",
                        hint="`wolfctl logs ENV --function api` tells why.",
                    )
                seen += 1
        return f"{url} answered {seen} times"

    async def put_back(self, before: Live) -> str:
        """Roll the service out to the revision that was live, unless ECS has put that back by itself."""
        if await self.live() != before:
            await self.service.roll_out(before.revision, self.say)
        return before.name

    async def live(self) -> Live:
        """What the service is told to run; nothing where a first apply has not come so far."""
        try:
            return Live(await self.service.revision())
        except NotFound:
            return Live()

    async def _read_outputs(self) -> None:
        self.outputs = await execute.read_outputs(self.environment, self.root)
