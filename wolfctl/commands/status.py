"""Show what is running."""

from typing import TYPE_CHECKING

from wolfctl.commands import Json, MachineEnvironment, in_containers

if TYPE_CHECKING:
    from pathlib import Path

    from wolfctl.console import Console


def command(env: MachineEnvironment = "local", json: Json = False) -> int:
    """Show every process of the local system, whether it answers, and what waits in the queues.

    With --env localstack: every container. Exit codes: 0 all is up, 1 something is not.
    """
    import asyncio

    from wolfctl import config
    from wolfctl.console import Console

    console = Console(json=json)
    root = config.find_root()
    if in_containers(env):
        return _containers(console, root)
    from wolfctl.console.embedded_run import EmbeddedRun
    from wolfctl.console.embedded_view import addresses, status_table

    snapshot = asyncio.run(EmbeddedRun(console, root, config.load("local", root)).look())
    if not snapshot.running:
        console.result(snapshot.data(), "Nothing is running. Start it with `wolfctl up`.")
    else:
        console.result(snapshot.data(), status_table(snapshot), addresses(snapshot))
    return 0 if snapshot.healthy else 1


def _containers(console: "Console", root: "Path") -> int:
    import asyncio

    from wolfctl.adapters import compose
    from wolfctl.console import composed_view
    from wolfctl.console.composed_run import ComposedRun
    from wolfctl.containers.state import ComposedState

    known = ComposedState(root).remembered()
    found = asyncio.run(ComposedRun(console, root, compose.find()).look()) if known else []
    told = composed_view.data(found, known)
    if known is None or not told["running"]:
        console.result(told, "Nothing is running. Start it with `wolfctl up --env localstack`.")
    else:
        console.result(told, composed_view.containers_table(found), composed_view.addresses_table(known))
    return 0 if told["healthy"] else 1
