"""Show what is running."""

from wolfctl.commands import Json


def command(json: Json = False) -> int:
    """Show every process of the local system, whether it answers, and what waits in the queues.

    Exit codes: 0 all is up, 1 something is not.
    """
    import asyncio

    from wolfctl import config
    from wolfctl.console import Console
    from wolfctl.console.embedded_run import EmbeddedRun
    from wolfctl.console.embedded_view import addresses, status_table

    console = Console(json=json)
    root = config.find_root()
    snapshot = asyncio.run(EmbeddedRun(console, root, config.load("local", root)).look())
    if not snapshot.running:
        console.result(snapshot.data(), "Nothing is running. Start it with `wolfctl up`.")
    else:
        console.result(snapshot.data(), status_table(snapshot), addresses(snapshot))
    return 0 if snapshot.healthy else 1
