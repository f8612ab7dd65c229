"""One file a verb; here are the options that they share."""

from pathlib import Path
from typing import Annotated

import typer

from wolfctl.checkout import find_root, known
from wolfctl.errors import Refused

CONTAINERS = "localstack"
ON_THIS_MACHINE = ("local", CONTAINERS)


def _complete(incomplete: str) -> list[str]:
    """The environments that a shell offers, found without reading them."""
    return [name for name in known(find_root()) if name.startswith(incomplete)]


EnvironmentName = Annotated[
    str,
    typer.Argument(metavar="ENV", help="An environment: the name of a file in envs/.", autocompletion=_complete),
]
MachineEnvironment = Annotated[
    str,
    typer.Option(
        "--env",
        metavar="NAME",
        help="local, which needs nothing installed, or localstack: the API and its database in containers.",
        autocompletion=lambda incomplete: [name for name in ON_THIS_MACHINE if name.startswith(incomplete)],
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for programs.")]
Full = Annotated[bool, typer.Option("--full", help="List every new resource and every attribute that changes.")]
SavedPlan = Annotated[
    Path | None, typer.Option("--plan", metavar="DIR", help="Apply what `wolfctl plan --out DIR` saved, and only that.")
]


def in_containers(name: str) -> bool:
    """Whether an environment of this machine is the one in containers. Raises Refused for any other environment."""
    if name not in ON_THIS_MACHINE:
        raise Refused(
            f"{name!r} does not run on this machine.",
            hint=f"Give --env {' or --env '.join(ON_THIS_MACHINE)}; `wolfctl deploy ENV` is for accounts of AWS.",
        )
    return name == CONTAINERS
