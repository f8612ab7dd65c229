"""Write the root stack of an environment and list what changed."""

from wolfctl.commands import EnvironmentName, Json


def command(env: EnvironmentName, json: Json = False) -> int:
    """Write the root stack and list what changed."""
    from rich.text import Text

    from wolfctl import config, execute
    from wolfctl.console import Console

    root = config.find_root()
    environment = config.load(env, root)
    result = execute.render(environment, root)
    lines = [Text(f"{result.stack.relative_to(root)}/")]
    for mark, style, names in (
        ("+", "green", result.created),
        ("~", "yellow", result.updated),
        ("-", "red", result.deleted),
        ("=", "dim", result.unchanged),
    ):
        lines += [Text(f"  {mark} {name}", style=style) for name in names]
    Console(json=json).result(
        {
            "stack": str(result.stack),
            "created": result.created,
            "updated": result.updated,
            "deleted": result.deleted,
            "unchanged": result.unchanged,
        },
        *lines,
    )
    return 0
