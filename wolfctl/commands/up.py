"""Bring the whole local system up and press HELP once."""

from typing import Annotated

import typer

from wolfctl.commands import Json

Detach = Annotated[bool, typer.Option("--detach", help="Return once the press has been shown; everything stays up.")]


def command(detach: Detach = False, json: Json = False) -> int:
    """Start the emulators, PostgreSQL and the API, apply the stack, migrate, seed, and press HELP.

    What is unchanged since the last time is neither planned nor built again. Stays to show how everything is;
    Ctrl-C stops it all, unless --detach was given.
    """
    import asyncio

    from wolfctl import config
    from wolfctl.console import Console
    from wolfctl.console.embedded_run import EmbeddedRun

    root = config.find_root()
    run = EmbeddedRun(Console(json=json), root, config.load("local", root))
    return asyncio.run(run.up(stay=not (detach or json)))
