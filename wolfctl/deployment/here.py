"""A release on this machine: the same steps on the embedded environment, with its API as a process."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from wolfctl import execute
from wolfctl.adapters import api_process, applied_stack, ecs_task, embedded_system, local_ports, release_code
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.embedded_system import EmbeddedSystem
from wolfctl.config import Environment
from wolfctl.errors import ToolFailed
from wolfctl.workflows.deploy import Live, Observed, Release


@dataclass
class Here:
    """The embedded environment that runs. Raises NotRunning when it does not."""

    environment: Environment
    root: Path
    release: Release
    system: EmbeddedSystem = field(init=False)

    def __post_init__(self) -> None:
        self.system = embedded_system.attached(self.root, EmbeddedStack(self.root, self.environment))

    async def observe(self) -> Observed:
        """What is live."""
        return Observed(await self.live())

    async def live(self) -> Live:
        """The API that runs."""
        return Live(*api_process.live(self.system.state))

    async def build(self) -> str:
        """Build the zip, and set the API's code aside."""
        code = (await self.live()).code
        zip_file = await asyncio.to_thread(execute.build, self.environment, self.root)
        aside = release_code.set_aside(self.root, self.release.contents, Path(code) if code else None)
        return f"{zip_file.stat().st_size / 1e6:.1f} MB zip, code {aside.name}"

    async def push(self) -> str:
        """There is no registry here; the plan has no such step."""
        raise ToolFailed("The embedded environment has no registry.")

    async def migrate(self) -> str:
        """Run the applied migration task."""
        self.system.outputs = applied_stack.outputs(self.system.state)
        return await self.system.migrate()

    async def roll_out(self) -> str:
        """Prove the new code beside the one that serves, then let it take its place."""
        self.system.outputs = applied_stack.outputs(self.system.state)
        task = await self.system.task("api_task_definition", "api")
        code = release_code.folder(self.root, self.release.contents)
        await api_process.prove(self.system.state, task, code, local_ports.any_free())
        await self._take_over(Live(task.revision, str(code)))
        return f"{task.revision.rpartition('/')[2]}, code {code.name}"

    async def smoke(self) -> str:
        """Have Sam press HELP and Ana answer."""
        return await self.system.press()

    async def put_back(self, before: Live) -> str:
        """Let what was live before take its place again, unless it still has it."""
        if await self.live() != before:
            await self._take_over(before)
        return before.name

    async def _take_over(self, wanted: Live) -> None:
        state = self.system.state
        described = await asyncio.to_thread(
            ecs_task.described,
            wanted.revision,
            "api",
            self.system.ports.emulator,
            self.environment.region,
        )
        await api_process.stop(state)
        api_process.start(state, described, Path(wanted.code))
        await api_process.healthy(state, api_process.NAME, self.system.ports.api)
