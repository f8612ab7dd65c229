"""Stop everything that `up` started."""

from typing import Annotated

import typer

from wolfctl.commands import Json

Forget = Annotated[bool, typer.Option("--forget", help="Throw away all local state too: data, ports, passwords.")]


def command(forget: Forget = False, json: Json = False) -> int:
    """Stop the local system; its state is kept for the next `up`.

    Finds what a killed `up` left behind as well.
    """
    import asyncio
    import shutil

    from wolfctl import config
    from wolfctl.adapters import embedded_shutdown
    from wolfctl.adapters.state_folder import StateFolder
    from wolfctl.console import Console

    console = Console(json=json)
    root = config.find_root()
    stopped = asyncio.run(embedded_shutdown.shut_down(root, console.note))
    if forget:
        shutil.rmtree(StateFolder(root).folder, ignore_errors=True)
    told = f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running."
    console.result({"stopped": stopped, "forgotten": forget}, told + (" All local state is gone." if forget else ""))
    return 0
