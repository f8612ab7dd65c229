"""Plan the removal of an environment, show it, and carry it out once agreed."""

from wolfctl.commands import EnvironmentName, Full, Json, SavedPlan, Yes


def command(
    env: EnvironmentName, plan: SavedPlan = None, json: Json = False, yes: Yes = False, full: Full = False
) -> int:
    """Plan the removal, show it, carry it out once agreed; or carry out one that was saved.

    An environment whose database is protected from deletion is refused; prod takes a saved plan alone.
    """
    from wolfctl import config
    from wolfctl.console import Console, change_run
    from wolfctl.workflows import agreement

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    agreement.require_destroyable(environment)
    document = change_run.carry_out(console, environment, root, "destroy", plan=plan, yes=yes, full=full)
    if json:
        console.result({**document, "destroyed": document["has_changes"]})
    return 0
