"""Bring the whole local system up and press HELP once."""

from typing import Annotated

import typer

from wolfctl.commands import Json, MachineEnvironment, in_containers

Detach = Annotated[bool, typer.Option("--detach", help="Return once the press has been shown; everything stays up.")]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="With --env localstack: localstack, localstack-licensed or ministack. "
        "Without it that of the last time, else LocalStack: the newest if LOCALSTACK_AUTH_TOKEN is set, or 4.14.0.",
    ),
]


def command(
    env: MachineEnvironment = "local", profile: Profile = None, detach: Detach = False, json: Json = False
) -> int:
    """Start the emulators, PostgreSQL and the API, apply the stack, migrate, seed, and press HELP.

    What is unchanged since the last time is neither planned nor built again. Stays to show how everything is;
    Ctrl-C stops it all, unless --detach was given. With --env localstack Docker Compose runs the API's image, a
    PostgreSQL pair and an emulator, nothing of Terraform's; what that lacks is said first.
    """
    import asyncio
    import os

    from wolfctl import config
    from wolfctl.console import Console
    from wolfctl.errors import Refused

    console, root, stay = Console(json=json), config.find_root(), not (detach or json)
    if in_containers(env):
        from wolfctl.adapters import compose
        from wolfctl.console.composed_run import ComposedRun
        from wolfctl.containers.state import ComposedState
        from wolfctl.workflows import localstack_editions

        known = ComposedState(root).remembered()
        wanted = profile or (known.profile if known else None)
        edition = localstack_editions.chosen(wanted, has_token=bool(os.environ.get(localstack_editions.TOKEN)))
        return asyncio.run(
            ComposedRun(console, root, compose.find(inherited=(localstack_editions.TOKEN,))).up(edition, stay=stay)
        )
    if profile is not None:
        raise Refused("--profile chooses the emulator of containers.", hint="Add --env localstack, or leave it out.")
    from wolfctl.console.embedded_run import EmbeddedRun

    return asyncio.run(EmbeddedRun(console, root, config.load("local", root)).up(stay=stay))
