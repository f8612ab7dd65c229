"""One file a verb; here are the options that they share."""

from typing import Annotated

import typer

EnvironmentName = Annotated[str, typer.Argument(metavar="ENV", help="An environment: the name of a file in envs/.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for programs.")]
