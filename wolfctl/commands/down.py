"""Stop everything that `up` started."""

from typing import Annotated

import typer

from wolfctl.commands import Json, MachineEnvironment, in_containers

Forget = Annotated[bool, typer.Option("--forget", help="Throw away all local state too: data, ports, passwords.")]


def command(env: MachineEnvironment = "local", forget: Forget = False, json: Json = False) -> int:
    """Stop the local system; its state is kept for the next `up`.

    Finds what a killed `up` left behind as well. With --env localstack it removes the containers; their volumes, which
    are the database, go with --forget alone.
    """
    import asyncio
    import shutil

    from wolfctl import config
    from wolfctl.adapters.state_folder import StateFolder
    from wolfctl.console import Console

    console = Console(json=json)
    root = config.find_root()
    if in_containers(env):
        from wolfctl.adapters import compose
        from wolfctl.console.composed_run import ComposedRun
        from wolfctl.containers.state import ComposedState

        known = ComposedState(root).remembered()
        stopped = asyncio.run(ComposedRun(console, root, compose.find()).down(forget=forget)) if known else []
    else:
        from wolfctl.adapters import embedded_shutdown

        stopped = asyncio.run(embedded_shutdown.shut_down(root, console.note))
        if forget:
            shutil.rmtree(StateFolder(root).folder, ignore_errors=True)
    told = f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running."
    console.result({"stopped": stopped, "forgotten": forget}, told + (" All local state is gone." if forget else ""))
    return 0
