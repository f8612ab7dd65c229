"""The containers of one checkout, one method for each step of `wolfctl.workflows.composed`."""

import asyncio
import contextlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil

from wolfctl.adapters import (
    api_image,
    composed_resources,
    container_engine,
    example_people,
    git_checkout,
    local_ports,
    press_path,
    token_issuer,
)
from wolfctl.adapters.compose import Compose
from wolfctl.adapters.example_people import Tokens
from wolfctl.adapters.state_folder import write_private
from wolfctl.adapters.step_graph import Action
from wolfctl.containers.state import ComposedState, Remembered
from wolfctl.errors import ToolFailed
from wolfctl.workflows import composed
from wolfctl.workflows.composed import Container

# What Compose 2.26 puts before each line of a log, whatever it is told of colours.
CLEARS_LINE = "\x1b[2K"


@dataclass
class ComposedSystem:
    """What runs in containers for one checkout; `build` makes the API's image for an engine and names it."""

    root: Path
    compose: Compose
    profile: str
    build: Callable[[Path, str], str]
    state: ComposedState = field(init=False)
    remembered: Remembered = field(init=False)
    pressed: press_path.Press | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.state = ComposedState(self.root)

    def actions(self) -> dict[str, Action]:
        """The method of each step."""
        return {step.name: getattr(self, step.name) for step in composed.STEPS}

    def begin(self) -> None:
        """Write down what the containers are told; they are the same after a stop as before it."""
        self.remembered = self.state.begin(self.profile)
        image = api_image.name(self.root, None)
        pools = token_issuer.pools(composed_resources.KEY_SET_URL)
        ports = {"api": self.remembered.api, "emulator": self.remembered.emulator}
        told = composed.variables(self.remembered.told, image=image, pools=pools, **ports)
        write_private(self.state.settings, composed.text(told))

    async def image(self) -> str:
        """Build the API's image, unless this very commit's is there."""
        try:
            return await asyncio.to_thread(self.build, self.root, self.compose.engine)
        except asyncio.CancelledError:
            _end_children()
            raise

    async def containers(self) -> str:
        """Start the database pair and the emulator."""
        for port, name in ((self.remembered.api, "API"), (self.remembered.emulator, "emulator")):
            local_ports.require_free(port, name)
        await self._start("primary", "standby", self.profile)
        return self.profile

    async def resources(self) -> str:
        """Make what the API needs of the emulator."""
        port = self.remembered.emulator
        return await asyncio.to_thread(composed_resources.make, port, self.state.issuer.key_set())

    async def migrate(self) -> str:
        """Run the migrations of the image."""
        await self.compose.run(self.state.project.once(self.profile, "migrate"), "The migrations did not end well.")
        return ""

    async def seed(self) -> str:
        """Load the vocabulary, and Sam and Ana."""
        people = {name: token_issuer.subject(name) for name in example_people.NAMES}
        given = json.dumps(example_people.for_seed(people))
        words = self.state.project.once(self.profile, "seed")
        await self.compose.run(words, "The example people cannot be loaded.", given=given)
        return "Sam, Ana"

    async def api(self) -> str:
        """Start the API and wait until it reaches everything that it needs."""
        await self._start("api")
        return self.remembered.url

    async def press(self) -> str:
        """Have Sam press HELP and Ana answer, and look into the queue for what the API has published."""
        tokens = [Tokens(self.state.issuer.token(name, time.time())) for name in ("sam", "ana")]
        pressed = await press_path.press_help(self.remembered.url, *tokens, phone=None)
        queued = await asyncio.to_thread(composed_resources.heard, self.remembered.emulator, pressed.alert_id)
        if queued is None:
            raise press_path.PressFailed("The emulator's queue got no message about the press.", pressed.seen)
        pressed.seen["queued"] = queued
        self.pressed = pressed
        return "every hop passed"

    async def look(self) -> list[Container]:
        """Every container of this checkout; none before the first start."""
        if not self.state.settings.exists():
            return []
        words = self.state.project.words(composed.ANY_PROFILE, "ps", "--all", "--format", "json")
        return composed.containers(await self.compose.run(words, "Docker Compose does not tell what runs."))

    async def down(self, *, forget: bool) -> list[str]:
        """Remove the containers and networks, and to forget them volumes and passwords too; returns what there was."""
        stopped = [container.service for container in await self.look()]
        if self.state.settings.exists():
            for words in (self.state.project.remove(), self.state.project.stop(forget=forget)):
                await self.compose.run(words, "The containers cannot be stopped.")
        if forget:
            shutil.rmtree(self.state.folder, ignore_errors=True)
        return stopped

    async def keep_log(self) -> None:
        """Write down what the containers said, before they are gone."""
        words = self.state.project.words(composed.ANY_PROFILE, "logs", "--no-color", "--timestamps", "--tail", "400")
        try:
            said = await self.compose.run(words, "", within_s=60)
            write_private(self.state.log, said.replace(CLEARS_LINE, ""))
        except ToolFailed:
            return

    async def _start(self, *services: str) -> None:
        named = ", ".join(services)
        await self.compose.run(self.state.project.start(self.profile, *services), f"Not all is healthy of: {named}.")


def built(root: Path, engine_name: str) -> str:
    """Build the API's image with an engine, unless this very commit's is there; returns what it is called."""

    def own(program: str) -> str | None:
        return shutil.which(program) if program == engine_name else None

    engine, name = container_engine.find(which=own), api_image.name(root, None)
    if git_checkout.holds_the_commit(root):
        with contextlib.suppress(ToolFailed):  # not built yet
            return f"{engine.describe(name).name}, built before"
    return api_image.build(root, version("alphawolf"), None, engine).image.name


def _end_children() -> None:
    """End what this process has running: a build in a thread is not ended by who waits for it."""
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.terminate()
