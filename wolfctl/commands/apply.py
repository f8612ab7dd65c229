"""Plan an environment, show the plan, and apply it once agreed."""

from wolfctl.commands import EnvironmentName, Full, Json, Yes


def command(env: EnvironmentName, json: Json = False, yes: Yes = False, full: Full = False) -> int:
    """Plan, show the plan, and apply it once agreed.

    An emulated environment is not asked about; prod wants its name typed.
    """
    import asyncio

    from wolfctl import config, execute
    from wolfctl.adapters.terraform import PlanOutcome
    from wolfctl.console import Console
    from wolfctl.console.plan_view import verdict, view
    from wolfctl.console.terraform_progress import TerraformProgress
    from wolfctl.workflows import agreement
    from wolfctl.workflows.cost import estimate
    from wolfctl.workflows.prices import packaged

    console = Console(json=json)
    root = config.find_root()
    environment = config.load(env, root)

    def agree(outcome: PlanOutcome) -> None:
        if not json:
            cost = estimate(outcome.shown, packaged(), environment.region) if environment.on_aws else None
            console.result(None, *view(outcome.summary, environment, cost, full=full))
        word = agreement.word(environment, yes=yes)
        if outcome.has_changes and word:
            console.ask(f"To apply {env} ({verdict(outcome.summary)}), type", word)

    outcome = asyncio.run(
        execute.change(
            environment,
            root,
            "apply",
            watch=lambda title, total: TerraformProgress(console, title, total=total),
            agree=agree,
            note=console.note,
        )
    )
    if json:
        console.result({"environment": env, "applied": outcome.has_changes, **outcome.summary.data()})
    return 0
