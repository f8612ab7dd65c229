"""Bring the database schema up to date."""

from wolfctl.commands import Json


def command(json: Json = False) -> int:
    """Run the applied migration task against the local database."""
    import asyncio

    from wolfctl import config
    from wolfctl.adapters import embedded_system
    from wolfctl.adapters.embedded_stack import EmbeddedStack
    from wolfctl.console import Console

    root = config.find_root()
    system = embedded_system.attached(root, EmbeddedStack(root, config.load("local", root)))
    remark = asyncio.run(system.migrate())
    Console(json=json).result({"result": remark}, remark)
    return 0
