"""Load the vocabulary and the example people."""

from wolfctl.commands import Json


def command(json: Json = False) -> int:
    """Load the vocabulary, and Sam and Ana with a board; running it again changes nothing."""
    import asyncio

    from wolfctl import config
    from wolfctl.adapters import embedded_system
    from wolfctl.adapters.embedded_stack import EmbeddedStack
    from wolfctl.adapters.state_folder import read_json
    from wolfctl.console import Console

    root = config.find_root()
    system = embedded_system.attached(root, EmbeddedStack(root, config.load("local", root)))

    async def seed() -> str:
        return f"{await system.accounts()}. {await system.seed()}".strip()

    told = asyncio.run(seed())
    Console(json=json).result(read_json(system.state.seeded), told)
    return 0
