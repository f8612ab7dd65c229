"""Hand words to an environment's own Terraform."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Yes

Arguments = Annotated[list[str], typer.Argument(metavar="ARGS", help="What Terraform is given, as it is.")]
Errors = Annotated[bool, typer.Option("--json", help="wolfctl's own errors as JSON; Terraform prints what it prints.")]


def command(env: EnvironmentName, arguments: Arguments, yes: Yes = False, json: Errors = False) -> int:
    """Hand the words after -- to an environment's own Terraform: rendered, initialized, locked.

    Its exit code is passed on. prod wants its name typed for what changes the state, and takes apply and destroy
    from saved plans alone.
    """
    import asyncio

    from wolfctl import config, execute
    from wolfctl.adapters import terraform_passthrough
    from wolfctl.console import Console
    from wolfctl.workflows import agreement, passthrough
    from wolfctl.workflows.passthrough import Effect

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    effect = passthrough.require_allowed(environment, arguments)
    if effect is not Effect.READS and (word := agreement.word(environment, yes=yes)):
        console.ask(f"`terraform {arguments[0]}` {effect.value} of {env}; to go on, type", word)

    async def run() -> int:
        async with execute.opened(environment, root, "tf", note=console.note) as terraform:
            # an embedded environment is applied anew after what nobody can say the result of
            if effect is not Effect.READS:
                with execute.recorded(environment, root, finished=False):
                    return terraform_passthrough.run(terraform.launcher, arguments, keep_open=terraform.keep_open)
            return terraform_passthrough.run(terraform.launcher, arguments, keep_open=terraform.keep_open)

    return asyncio.run(run())
