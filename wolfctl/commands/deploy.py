"""Deploy this checkout to an environment: build, push, apply, migrate, roll out, and go back when that fails."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json, SavedPlan, Yes

Anew = Annotated[bool, typer.Option("--anew", help="Give up what an earlier run began, and begin with the first step.")]


def command(
    env: EnvironmentName, plan: SavedPlan = None, anew: Anew = False, yes: Yes = False, json: Json = False
) -> int:
    """Deploy this commit: build, push, plan, apply, migrate, roll out behind health checks, smoke test.

    A run that was cut short is gone on with. When the new release is not healthy, what was live is put back.
    Exit codes: 0 deployed, 1 failed or refused, 130 interrupted.
    """
    import asyncio

    from wolfctl import config
    from wolfctl.console import Console
    from wolfctl.console.deploy_run import DeployRun

    console, root = Console(json=json), config.find_root()
    run = DeployRun(console, config.load(env, root), root, yes=yes)
    console.result(asyncio.run(run.run(plan=plan, anew=anew)))
    return 0
