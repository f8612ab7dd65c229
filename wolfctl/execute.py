"""Where an environment's steps become adapter calls: lock it, build, render, make Terraform ready."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Protocol

from wolfctl.adapters import (
    database_authorities,
    embedded_stack,
    git_checkout,
    lambda_zip,
    local_addresses,
    local_ports,
    local_state,
    run_lock,
    state_lock,
    templates,
    terraform_setup,
)
from wolfctl.adapters.state_lock import StateLock
from wolfctl.adapters.templates import RenderResult
from wolfctl.adapters.terraform import PlanOutcome, Terraform
from wolfctl.adapters.terraform_events import Event
from wolfctl.adapters.terraform_setup import Setup
from wolfctl.config import Environment
from wolfctl.errors import Busy, WolfctlError
from wolfctl.plan.comparison import SENSITIVE


class Watcher(Protocol):
    """Sees Terraform's events as they come, and can say something between them."""

    def __call__(self, event: Event, /) -> None:
        """Take in an event of Terraform's."""

    def say(self, text: str) -> None:
        """Say something in passing."""


@asynccontextmanager
async def opened(
    environment: Environment, root: Path, verb: str, *, note: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Terraform]:
    """Terraform, ready for one environment, which nobody else works on meanwhile.

    Raises Refused, Busy, NoSpace, BadTemplate, ToolMissing or ToolFailed.
    """
    with run_lock.hold(root, environment.environment, verb) as descriptor:
        addresses = addresses_of(environment, root)
        if addresses:
            _require_running(environment.environment, int(addresses["emulator_url"].rpartition(":")[2]))
            local_state.require_whole(root, environment.environment)
        build(environment, root)
        render(environment, root)
        made = setup(environment, root)
        terraform = replace(made.terraform, keep_open=(descriptor,))
        if terraform.init_needed():
            note(f"Terraform {made.binary.version}: {made.binary.why}.")
            note(f"AWS provider from {made.source.path}: {made.source.why}.")
            await terraform.init()
        yield terraform


async def change(
    environment: Environment,
    root: Path,
    verb: Literal["apply", "destroy"],
    *,
    watch: Callable[[str, int], AbstractContextManager[Watcher]],
    agree: Callable[[PlanOutcome], None],
    note: Callable[[str], None],
) -> PlanOutcome:
    """Plan, have it agreed to, carry it out; `agree` raises Refused when it is not."""
    name = environment.environment
    async with opened(environment, root, verb, note=note) as terraform:
        with watch(f"Planning {name}", 0) as watcher:
            outcome = await terraform.watched(watcher, watcher.say).plan(destroy=verb == "destroy")
        try:
            agree(outcome)
            if outcome.has_changes:
                title = f"Destroying {name}" if verb == "destroy" else f"Applying {name}"
                with (
                    recorded(environment, root, finished=verb == "apply"),
                    watch(title, len(outcome.summary.changes)) as watcher,
                ):
                    await terraform.watched(watcher, watcher.say).apply(outcome.plan_file)
        finally:
            outcome.forget()
    return outcome


async def refreshed(
    environment: Environment,
    root: Path,
    verb: str,
    *,
    watch: Callable[[str, int], AbstractContextManager[Watcher]],
    note: Callable[[str], None],
) -> dict[str, Any]:
    """What is there now beside the state, as data, secrets included; the state is neither locked nor written."""
    async with opened(environment, root, verb, note=note) as terraform:
        with watch(f"Looking at {environment.environment}", 0) as watcher:
            return await terraform.watched(watcher, watcher.say).refreshed()


async def read_outputs(environment: Environment, root: Path) -> dict[str, Any]:
    """The outputs of what is applied; sensitive ones are hidden.

    Reads an emulated environment's state as it lies there, and an AWS environment's from its bucket.
    """
    render(environment, root)
    terraform = setup(environment, root).terraform
    await terraform.init()
    hidden = terraform.sensitive_outputs()
    return {name: SENSITIVE if name in hidden else value for name, value in terraform.output().items()}


def outputs(environment: Environment, root: Path) -> dict[str, Any]:
    """The same, outside a running event loop."""
    return asyncio.run(read_outputs(environment, root))


def setup(environment: Environment, root: Path) -> Setup:
    """Terraform for one environment: the binary, the provider, the launcher; the disk has room for them."""
    addresses = addresses_of(environment, root)
    made = terraform_setup.prepare(root, environment.environment, addresses["emulator_url"] if addresses else None)
    terraform_setup.require_room(root, made)
    return made


def render(environment: Environment, root: Path) -> RenderResult:
    """Render the stack with what is built and where it listens."""
    return templates.render(
        environment, root, addresses_of(environment, root), artifacts_of(environment, lambda: image_tag(root))
    )


def build(
    environment: Environment, root: Path, *, target: lambda_zip.Target | None = None, database_ca: Path | None = None
) -> Path:
    """The Lambda zip that the stack names, or one for another target.

    `database_ca` is the file of the database's authorities where it cannot be fetched from here.
    """
    tls = environment.features.database_tls
    authorities = database_authorities.obtain(root, given=database_ca) if tls else None
    return lambda_zip.build(root, target or zip_target(environment, root), authorities=authorities)


def zip_target(environment: Environment, root: Path) -> lambda_zip.Target:
    """What will run the zip."""
    if not environment.on_aws:
        return lambda_zip.Target.embedded(root)
    return lambda_zip.Target.lambda_service(environment.compute.lambda_runtime, environment.compute.lambda_architecture)


def zip_file(environment: Environment, root: Path) -> Path:
    """Where the Lambda zip that the stack names is built."""
    return root / zip_target(environment, root).folder / "workers.zip"


async def release(environment: Environment, root: Path, lock: StateLock | None, note: Callable[[str], None]) -> None:
    """Let go of a lock that a killed run left on the state, and put back a state on this machine that it cut short.

    Raises Busy when somebody is at work here after all, ToolFailed when the lock has become another one.
    """
    name = environment.environment
    with run_lock.hold(root, name, "unlock") as descriptor:
        if environment.backend is None:
            if not state_lock.release_local(root, name):
                raise Busy(f"The state of {name} is locked by a Terraform at work.", hint="Wait until it has ended.")
            return
        if lock is None:
            return
        render(environment, root)
        terraform = replace(setup(environment, root).terraform, keep_open=(descriptor,))
        note("Asking Terraform to let go of it.")
        await terraform.init()
        await terraform.force_unlock(lock.id)


def addresses_of(environment: Environment, root: Path) -> dict[str, Any] | None:
    """Where an emulated environment listens; None on AWS."""
    return None if environment.on_aws else local_addresses.addresses(root)


def artifacts_of(environment: Environment, tag: Callable[[], str]) -> dict[str, str]:
    """The `artifacts` input of the root stack; paths are read from .wolf/<environment>/stack."""
    if not environment.on_aws:
        return dict(local_addresses.ARTIFACTS)
    compute = environment.compute
    registry = f"{environment.account_id}.dkr.ecr.{environment.region}.amazonaws.com"
    return {
        "workers_zip": f"../../build/{compute.lambda_architecture}-{compute.lambda_runtime}/workers.zip",
        "api_image": f"{registry}/alphawolf-{environment.environment}-api:{tag()}",
    }


def image_tag(root: Path) -> str:
    """The commit that an image is made from; tags in the registry never move."""
    return git_checkout.commit(root)[:12] or "uncommitted"


def recorded(environment: Environment, root: Path, *, finished: bool) -> AbstractContextManager[None]:
    """Tell the emulators of an embedded environment what they are given; AWS keeps its own account of that."""
    if environment.on_aws:
        return nullcontext()
    return embedded_stack.recorded(root, environment, finished=finished)


def _require_running(name: str, port: int) -> None:
    if local_ports.is_free(port):
        raise WolfctlError(
            f"{name} is not running.", why=f"Nothing listens on port {port}.", hint="Run `wolfctl up --detach` first."
        )
