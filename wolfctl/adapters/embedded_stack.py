"""Applies the local stack to the embedded AWS, and only when something that decides the result has changed."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wolfctl.adapters import applied_stack, templates, terraform_setup
from wolfctl.adapters.applied_stack import Emulators, Mark
from wolfctl.adapters.local_addresses import ARTIFACTS, addresses
from wolfctl.adapters.local_ports import remembered
from wolfctl.adapters.state_folder import StateFolder, read_json
from wolfctl.adapters.terraform import Terraform
from wolfctl.adapters.terraform_events import Counts, Event
from wolfctl.config import Environment
from wolfctl.errors import ToolFailed


@dataclass
class EmbeddedStack:
    """The rendered stack of `local`, and the Terraform that works on it."""

    root: Path
    environment: Environment
    keep_open: tuple[int, ...] = ()
    on_event: Callable[[Event], None] = lambda _: None
    _terraform: Terraform | None = field(default=None, init=False)

    @property
    def folder(self) -> Path:
        """Where the stack is rendered."""
        return templates.stack_folder(self.root.resolve(), self.environment.environment)

    async def render(self) -> str:
        """Write the stack and find a Terraform and a provider for it."""
        where = addresses(self.root)
        result = await asyncio.to_thread(templates.render, self.environment, self.root, where, ARTIFACTS)
        setup = await asyncio.to_thread(
            terraform_setup.prepare, self.root, self.environment.environment, where["emulator_url"]
        )
        terraform_setup.require_room(self.root, setup)
        self._terraform = replace(setup.terraform, on_event=self.on_event, keep_open=self.keep_open)
        if not self.is_applied():
            await self._terraform.init()
        return f"Terraform {setup.binary.version}, {'changed' if result.changed else 'unchanged'}"

    @property
    def terraform(self) -> Terraform:
        """The Terraform of this stack; `render` makes it ready."""
        if self._terraform is None:
            raise RuntimeError("the stack is rendered before Terraform works on it")
        return self._terraform

    def is_applied(self) -> bool:
        """Whether what is rendered now is what the emulator was last given, to the byte."""
        mark = applied_stack.beside(StateFolder(self.root))
        return mark is not None and mark.digest == applied_stack.digest(self.root, self.folder)

    async def apply(self) -> str:
        """Apply, between two marks."""
        await self.terraform.init()
        mark = await asyncio.to_thread(applied_stack.begin, StateFolder(self.root), self.emulators())
        try:
            done = await self.terraform.plan_and_apply()
        except ToolFailed as failed:
            failed.hint += " To start from nothing instead: wolfctl down --forget"
            raise
        await self._complete(mark)
        return _told(done)

    async def refill(self) -> str:
        """Put back what lives in moto, after it has lost its memory; the rest is neither read nor planned."""
        lost = self.lives_in_moto()
        mark = applied_stack.beside(StateFolder(self.root))
        if mark is None or not lost:
            return ""
        await self.terraform.init()
        done = await self.terraform.plan_and_apply(targets=lost)
        await self._complete(mark)
        return _told(done)

    async def _complete(self, mark: Mark) -> None:
        digest = await asyncio.to_thread(applied_stack.digest, self.root, self.folder)
        await asyncio.to_thread(applied_stack.complete, mark, digest, StateFolder(self.root), self.emulators())

    def lives_in_moto(self) -> list[str]:
        """Addresses in the state whose service moto answers."""
        prefixes = tuple(f"aws_{service.removesuffix('service')}_" for service in self.moto_services())
        found = []
        for resource in read_json(StateFolder(self.root).terraform_state).get("resources", []):
            if resource["mode"] == "managed" and prefixes and resource["type"].startswith(prefixes):
                module = f"{resource['module']}." if "module" in resource else ""
                found.append(f"{module}{resource['type']}.{resource['name']}")
        return found

    def moto_services(self) -> list[str]:
        """The services of this environment that moto answers."""
        services: dict[str, Any] = dict(self.environment.emulator.services) if self.environment.emulator else {}
        return sorted(service for service, emulator in services.items() if emulator == "moto")

    def emulators(self) -> Emulators:
        """Where the emulators of this checkout listen."""
        ports = remembered(self.root)
        return Emulators(ports.emulator, ports.moto if self.moto_services() else None, self.environment.region)


@contextlib.contextmanager
def recorded(root: Path, environment: Environment, *, finished: bool = True) -> Iterator[None]:
    """Mark what the block applies to the emulators.

    When it does not get to its end, or `finished` is false because it destroys, the next `up` applies again.
    """
    stack, state = EmbeddedStack(root, environment), StateFolder(root)
    mark = applied_stack.begin(state, stack.emulators())
    yield
    if finished:
        applied_stack.complete(mark, applied_stack.digest(root, stack.folder), state, stack.emulators())


def _told(done: Counts) -> str:
    told = {"created": done.add, "updated": done.change, "deleted": done.remove}
    return ", ".join(f"{number} {word}" for word, number in told.items() if number) or "nothing to change"
