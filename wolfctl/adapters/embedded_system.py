"""The embedded environment, one method for each step of bringing it up; `wolfctl.workflows.up` has their order."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from wolfctl.adapters import (
    api_process,
    applied_stack,
    database_monitor,
    database_pair,
    disk_space,
    ecs_task,
    emulator,
    example_people,
    lambda_zip,
    migration_task,
    press_path,
    processes,
    tool_environment,
)
from wolfctl.adapters.aws import client
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.local_ports import Ports, remembered, require_free
from wolfctl.adapters.state_folder import StateFolder, write_json
from wolfctl.adapters.step_graph import Action
from wolfctl.errors import ToolFailed, WolfctlError

API = api_process.NAME
# What is up when the environment is up, in the order in which it is shown.
SERVICES = (emulator.MINISTACK, emulator.MOTO, "postgres-a", "postgres-b", database_monitor.NAME, API)
# Two database nodes with their write-ahead logs, the emulators' state and environments, the zip.
ROOM_MB = 600

Judge = Callable[..., str]


class NotRunning(WolfctlError):
    """The verb needs the local system, and it is not up."""


@dataclass
class EmbeddedSystem:
    """Everything that runs for one checkout; `judge` decides whether an emulator is the one remembered."""

    root: Path
    stack: EmbeddedStack
    judge: Judge
    state: StateFolder = field(init=False)
    ports: Ports = field(init=False)
    outputs: dict[str, Any] = field(default_factory=dict, init=False)
    subjects: dict[str, str] = field(default_factory=dict, init=False)
    emulator_is_new: bool = field(default=False, init=False)
    moto_is_new: bool = field(default=False, init=False)
    pressed: press_path.Press | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.state = StateFolder(self.root)
        self.ports = remembered(self.root)

    @property
    def region(self) -> str:
        """The region that the emulators stand for."""
        return self.stack.environment.region

    def actions(self) -> dict[str, Action]:
        """The method of each step."""
        names = "tools render database zip emulator moto apply warm refill owner migrate accounts seed api health press"
        return {name: getattr(self, name) for name in names.split()}

    async def tools(self) -> str:
        """Make the emulators' environments; the first time this fetches packages."""
        disk_space.require(self.state.folder, ROOM_MB, "the emulators and the database")
        wanted = ["emulator", *(["moto"] if self.stack.moto_services() else [])]
        missing = [name for name in wanted if not tool_environment.is_ready(self.root, name)]
        await asyncio.gather(*(asyncio.to_thread(tool_environment.ensure, self.root, name) for name in wanted))
        return f"made {', '.join(missing)}" if missing else ""

    async def render(self) -> str:
        """Render the stack and find the provider."""
        return await self.stack.render()

    async def database(self) -> str:
        """Start the pair and the monitor that promotes the standby."""
        for node in ("a", "b"):
            require_free(getattr(self.ports, node), f"database node {node}")
        roles = await database_pair.of(self.root).bring_up()
        processes.start(database_monitor.service(self.root), self.state)
        return f"{roles.primary.name} leads, {roles.standby.name} follows"

    async def zip(self) -> str:
        """Build the zip of the functions."""
        path = await asyncio.to_thread(lambda_zip.build, self.root, lambda_zip.Target.embedded(self.root))
        return f"{path.stat().st_size / 1e6:.1f} MB"

    async def emulator(self) -> str:
        """Start MiniStack, and throw away what describes another one than came up."""
        process = await self._start_ministack()
        inside = await asyncio.to_thread(applied_stack.inside, self.stack.emulators())
        beside = applied_stack.beside(self.state)
        known = self.state.terraform_state.exists()
        verdict = self.judge(inside=inside, beside=beside, has_terraform_state=known)
        self.emulator_is_new = verdict != "kept"
        if verdict == "dead":
            await processes.stop(process, patience=20)
            applied_stack.forget(self.state)
            await self._start_ministack()
            return "the remembered one is gone: its state was thrown away"
        return verdict

    async def apply(self) -> str:
        """Apply the stack, unless nothing that decides the result has changed since the last time."""
        await self._compare_moto()
        if self.stack.is_applied():
            remark = "unchanged since it was applied"
        else:
            remark = await self._applied()
            self.moto_is_new = False
        self.outputs = applied_stack.outputs(self.state)
        return remark

    async def warm(self) -> str:
        """Call process_intent once: AWS keeps its alias started, the emulator starts a function at its first call."""
        lambdas = client("lambda", self.ports.emulator, self.region)
        alias = self.outputs["functions"]["process_intent"]["alias_arn"]
        answer = await asyncio.to_thread(lambdas.invoke, FunctionName=alias, Payload=b'{"symbols": ["help"]}')
        if "FunctionError" in answer:
            raise ToolFailed("process_intent failed.", hint=f"See {self.state.log(emulator.MINISTACK)}.")
        return "process_intent"

    async def refill(self) -> str:
        """Put back what moto has lost, when nothing else needs applying."""
        return await self.stack.refill() if self.moto_is_new else ""

    async def moto(self) -> str:
        """Start moto for the services that are its."""
        services = self.stack.moto_services()
        if not services:
            return "not used"
        require_free(self.ports.moto, "second emulator")
        process = processes.start(emulator.moto(self.root, self.ports, services), self.state)
        await emulator.answers(emulator.MOTO, process, self.ports.moto, self.state)
        return f"for {', '.join(services)}"

    async def owner(self) -> str:
        """Give the database owner the password that Secrets Manager holds."""
        database = self.outputs["database"]
        arn = database["owner_secret_arn"]
        secret = await asyncio.to_thread(ecs_task.secret_value, arn, self.ports.emulator, self.region)
        pair = database_pair.of(self.root)
        await pair.set_owner(secret["username"], secret["password"], database["name"], empty=self.emulator_is_new)
        return ""

    async def migrate(self) -> str:
        """Run the applied migration task."""
        done = await migration_task.run(self.stack.environment, self.root, self.outputs, "up")
        applied = done.document["applied"]
        return f"{len(applied)} applied, the last {applied[-1]}" if applied else "nothing to apply"

    async def accounts(self) -> str:
        """Make the accounts of the example people."""
        users = example_people.UserPools.applied(self.outputs, self.ports.emulator, self.region)
        self.subjects = await asyncio.to_thread(example_people.ensure_accounts, users, self.state)
        return ", ".join(name.capitalize() for name in self.subjects)

    async def seed(self) -> str:
        """Load the vocabulary, and the example people with a board each."""
        task = await self.task("api_task_definition", "api")
        people = json.dumps(example_people.for_seed(self.subjects))
        command = (sys.executable, "-m", "api.db.seed")
        printed = await ecs_task.run_command("seed", command, task.environment, self.root, people)
        write_json(self.state.seeded, json.loads(printed))
        return ""

    async def api(self) -> str:
        """Start the API as the applied task definition says."""
        require_free(self.ports.api, "API")
        task = await self.task("api_task_definition", "api")
        api_process.start(self.state, task, self.root)
        return task.revision.rpartition("/")[2]

    async def health(self) -> str:
        """Wait until the API reports that it can reach everything it needs."""
        await api_process.healthy(self.state, API, self.ports.api)
        return ""

    async def press(self) -> str:
        """Have Sam press HELP and Ana answer."""
        users = example_people.UserPools.applied(self.outputs, self.ports.emulator, self.region)
        sign_in = example_people.sign_in
        sam, ana = [await asyncio.to_thread(sign_in, name, users, self.state) for name in ("sam", "ana")]
        url, phone = self.outputs["rest_api_url"], self.ports.emulator
        self.pressed = await press_path.press_help(url, sam, ana, phone=phone)
        return "every hop passed"

    async def _start_ministack(self) -> psutil.Process:
        require_free(self.ports.emulator, "emulator")
        process = processes.start(emulator.ministack(self.root, self.ports, self.region), self.state)
        await emulator.answers(emulator.MINISTACK, process, self.ports.emulator, self.state)
        return process

    async def _applied(self) -> str:
        """Apply; when an emulator has ended meanwhile, that is what there is to say."""
        try:
            return await self.stack.apply()
        except ToolFailed as failed:
            for service in (emulator.MINISTACK, *([emulator.MOTO] if self.stack.moto_services() else [])):
                if processes.main_process(self.state, service) is None:
                    raise emulator.failure(service, self.state, "ended while Terraform worked with it") from failed
            raise

    async def _compare_moto(self) -> None:
        """Empty moto unless it holds the mark of the last apply."""
        emulators = self.stack.emulators()
        if emulators.moto is None:
            return
        inside = await asyncio.to_thread(applied_stack.inside_moto, emulators)
        self.moto_is_new = inside is None or inside != applied_stack.beside(self.state)
        if self.moto_is_new:
            await emulator.empty_moto(emulators.moto)

    async def task(self, output: str, container: str) -> ecs_task.Task:
        """An applied task, by the output that names its definition."""
        arn = self.outputs[output]
        return await asyncio.to_thread(ecs_task.described, arn, container, self.ports.emulator, self.region)


def attached(root: Path, stack: EmbeddedStack) -> EmbeddedSystem:
    """The environment that runs already, for a verb that does one step of bringing it up.

    Raises NotRunning when the emulator does not answer or nothing is applied to it.
    """
    system = EmbeddedSystem(root, stack, judge=lambda **_: "kept")
    system.outputs = applied_stack.outputs(system.state)
    if not system.outputs or processes.main_process(system.state, emulator.MINISTACK) is None:
        raise NotRunning("The local system is not running.", hint="Run `wolfctl up --detach` first.")
    return system
