"""Whose keys can be rotated: this machine's embedded environment, or an environment on AWS."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wolfctl.adapters import aws, database_pair, ecs_task, embedded_system, environment_clients, example_people
from wolfctl.adapters.drill_api import ACTION, Api
from wolfctl.adapters.ecs_one_off import OneOff
from wolfctl.adapters.embedded_stack import EmbeddedStack
from wolfctl.adapters.field_key_task import EcsTask, LocalTask
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.signing_pair import SigningPair
from wolfctl.config import Environment
from wolfctl.errors import NotFound
from wolfctl.rotation.signing import Signing
from wolfctl.rotation.target import RotationTarget

DATABASE = "alphawolf"


def local(root: Path, environment: Environment) -> RotationTarget:
    """The keys of the embedded environment, which must be up. Raises NotRunning."""
    system = embedded_system.attached(root, EmbeddedStack(root, environment))
    port, region = system.ports.emulator, system.region

    def client(service: str) -> Any:
        return aws.client(service, port, region)

    def described() -> ecs_task.Task:
        return ecs_task.described(system.outputs["api_task_definition"], embedded_system.API, port, region)

    signing = Signing(_pair(root, environment, client))
    what = "The emulators and the two PostgreSQL servers of this machine."
    return RotationTarget(environment, client, system.outputs, LocalTask(root, described), signing, what)


def on_aws(root: Path, environment: Environment, outputs: Mapping[str, Any]) -> RotationTarget:
    """The keys of an environment on AWS, as whoever is signed in. Raises Refused in another account, or NotFound."""
    import boto3

    environment_clients.require_account(environment)
    if "api_task_definition" not in outputs:
        raise NotFound(
            f"Nothing is applied to {environment.environment}.",
            hint=f"Run `wolfctl deploy {environment.environment}` first.",
        )
    session: Any = boto3.Session()

    def client(service: str) -> Any:
        return session.client(service, region_name=environment.region)

    task = EcsTask(OneOff(client, outputs["ecs_cluster"], outputs["ecs_service"]), outputs["api_task_definition"])
    signing = Signing(_pair(root, environment, client))
    what = f"Account {environment.account_id} in {environment.region}."
    return RotationTarget(environment, client, outputs, task, signing, what)


async def example_apis(root: Path, environment: Environment) -> tuple[Api, Api, Api]:
    """The API of this machine as Sam meets it, Sam through the gateway, and Ana at the API."""
    system = embedded_system.attached(root, EmbeddedStack(root, environment))
    users = example_people.UserPools.applied(system.outputs, system.ports.emulator, system.region)
    sam, ana = [
        await asyncio.to_thread(example_people.sign_in, name, users, system.state) for name in example_people.NAMES
    ]
    direct = f"http://{HOST}:{system.ports.api}"
    return Api(direct, sam.access), Api(system.outputs["rest_api_url"], sam.access), Api(direct, ana.access)


async def forget_canaries(root: Path) -> None:
    """Delete on this machine what canaries have put into Sam's log. Raises Unreachable."""
    primary = database_pair.of(root).roles().primary.connect(DATABASE)
    try:
        await primary.ask(f"DELETE FROM logs WHERE action = '{ACTION}'", patience=60)  # noqa: S608 - a constant
    finally:
        await primary.close()


def _pair(root: Path, environment: Environment, client: Callable[[str], Any]) -> SigningPair:
    name = environment.environment
    return SigningPair(root / "envs" / f"{name}.yaml", f"alphawolf-{name}", client)
