"""Print the outputs of what is applied."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json

OutputName = Annotated[str | None, typer.Argument(metavar="[NAME]", help="One output, printed bare.")]


def command(env: EnvironmentName, name: OutputName = None, json: Json = False) -> int:
    """Print the outputs of what is applied, or one of them alone."""
    from difflib import get_close_matches
    from json import dumps

    from rich.table import Table
    from rich.text import Text

    from wolfctl import config, execute
    from wolfctl.console import Console
    from wolfctl.errors import NotFound

    root = config.find_root()
    environment = config.load(env, root)
    values = execute.outputs(environment, root)
    console = Console(json=json)
    if name is not None:
        if name not in values:
            near = get_close_matches(name, values, 1)
            raise NotFound(
                f"{env} has no output called {name!r}.",
                why=f"It has {', '.join(sorted(values))}.",
                hint=f"Did you mean {near[0]}?" if near else "Choose one of these.",
            )
        value = values[name]
        console.result(value, Text(value if isinstance(value, str) else dumps(value, indent=2)))
        return 0
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in sorted(values.items()):
        table.add_row(key, Text(value if isinstance(value, str) else dumps(value)))
    console.result(values, table)
    return 0
