"""Plan the removal of an environment, show it, and carry it out once agreed."""

from wolfctl.commands import EnvironmentName, Full, Json, Yes


def command(env: EnvironmentName, json: Json = False, yes: Yes = False, full: Full = False) -> int:
    """Plan the removal, show it, carry it out once agreed.

    An environment whose database is protected from deletion is refused.
    """
    import asyncio

    from wolfctl import config, execute
    from wolfctl.adapters.terraform import PlanOutcome
    from wolfctl.console import Console
    from wolfctl.console.plan_view import verdict, view
    from wolfctl.console.terraform_progress import TerraformProgress
    from wolfctl.workflows import agreement

    console = Console(json=json)
    root = config.find_root()
    environment = config.load(env, root)
    agreement.require_destroyable(environment)

    def agree(outcome: PlanOutcome) -> None:
        if not json:
            console.result(None, *view(outcome.summary, environment, full=full))
        word = agreement.word(environment, yes=yes)
        if outcome.has_changes and word:
            console.ask(f"To destroy {env} ({verdict(outcome.summary)}), type", word)

    outcome = asyncio.run(
        execute.change(
            environment,
            root,
            "destroy",
            watch=lambda title, total: TerraformProgress(console, title, total=total),
            agree=agree,
            note=console.note,
        )
    )
    if json:
        console.result({"environment": env, "destroyed": outcome.has_changes, **outcome.summary.data()})
    return 0
