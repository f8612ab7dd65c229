"""Plan an environment, show the plan, and apply it once agreed; or apply a plan that was saved."""

from wolfctl.commands import EnvironmentName, Full, Json, SavedPlan, Yes


def command(
    env: EnvironmentName, plan: SavedPlan = None, json: Json = False, yes: Yes = False, full: Full = False
) -> int:
    """Plan, show the plan, and apply it once agreed; or apply a plan that was saved.

    An emulated environment is not asked about; prod takes a saved plan alone, and wants its name typed.
    """
    from wolfctl import config
    from wolfctl.console import Console, change_run

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    document = change_run.carry_out(console, environment, root, "apply", plan=plan, yes=yes, full=full)
    if json:
        console.result({**document, "applied": document["has_changes"]})
    return 0
