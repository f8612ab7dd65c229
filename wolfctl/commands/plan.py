"""Show what applying an environment would change."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Full, Json

Refresh = Annotated[bool, typer.Option("--refresh/--no-refresh", help="Look at what is there, or trust the state.")]


def command(env: EnvironmentName, json: Json = False, full: Full = False, refresh: Refresh = True) -> int:
    """Show what applying would change, and what an AWS environment would then cost a month.

    Exit codes: 0 nothing, 2 something, 1 it could not be planned.
    """
    import asyncio

    from wolfctl import config, execute
    from wolfctl.console import Console
    from wolfctl.console.plan_view import view
    from wolfctl.console.terraform_progress import TerraformProgress
    from wolfctl.workflows.cost import estimate
    from wolfctl.workflows.prices import packaged

    console = Console(json=json)
    root = config.find_root()
    environment = config.load(env, root)

    async def plan() -> int:
        async with execute.opened(environment, root, "plan", note=console.note) as terraform:
            with TerraformProgress(console, f"Planning {env}") as progress:
                outcome = await terraform.watched(progress, progress.say).plan(refresh=refresh)
        outcome.forget()
        cost = estimate(outcome.shown, packaged(), environment.region) if environment.on_aws else None
        data = {"environment": env, **outcome.summary.data(), "has_changes": outcome.has_changes}
        data |= {"cost": cost.data()} if cost else {}
        console.result(data, *view(outcome.summary, environment, cost, full=full))
        return 2 if outcome.has_changes else 0

    return asyncio.run(plan())
