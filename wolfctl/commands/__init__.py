"""One file a verb; here are the options that they share."""

from pathlib import Path
from typing import Annotated

import typer

from wolfctl.checkout import find_root, known


def _complete(incomplete: str) -> list[str]:
    """The environments that a shell offers, found without reading them."""
    return [name for name in known(find_root()) if name.startswith(incomplete)]


EnvironmentName = Annotated[
    str,
    typer.Argument(metavar="ENV", help="An environment: the name of a file in envs/.", autocompletion=_complete),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for programs.")]
Full = Annotated[bool, typer.Option("--full", help="List every new resource and every attribute that changes.")]
SavedPlan = Annotated[
    Path | None, typer.Option("--plan", metavar="DIR", help="Apply what `wolfctl plan --out DIR` saved, and only that.")
]
