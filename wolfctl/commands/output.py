"""Print the outputs of what is applied."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json

OutputName = Annotated[str | None, typer.Argument(metavar="[NAME]", help="One output, printed bare.")]


def command(env: EnvironmentName, name: OutputName = None, json: Json = False) -> int:
    """Print the outputs of what is applied, or one of them alone."""
    from difflib import get_close_matches
    from json import dumps

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
        shown = value if isinstance(value, str) else dumps(value, indent=2)
    else:
        value, broadest = values, max(map(len, values), default=0)
        rows = ((key, each if isinstance(each, str) else dumps(each)) for key, each in sorted(values.items()))
        shown = "\n".join(f"{key:<{broadest}}  {text}" for key, text in rows)
    if json:
        console.result(value)
    else:
        console.text(f"{shown}\n")  # never broken into lines: addresses and ARNs are there to be copied
    return 0
