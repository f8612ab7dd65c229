"""Estimate what an environment costs a month, from its own plan and a dated price table."""

from wolfctl.commands import EnvironmentName, Full, Json


def command(env: EnvironmentName, json: Json = False, full: Full = False) -> None:
    """Estimate what an environment costs a month as its file describes it.

    The whole stack is planned against an emulator, so neither an account nor credentials are needed.
    `wolfctl plan` tells the difference that a change makes to what runs.
    """
    from wolfctl import config
    from wolfctl.adapters import offline_plan, throwaway_emulator
    from wolfctl.console import Console
    from wolfctl.console.cost_view import view
    from wolfctl.workflows.cost import estimate
    from wolfctl.workflows.prices import packaged

    console = Console(json=json)
    root = config.find_root()
    environment = config.load(env, root)
    console.note(f"Planning {env} against an emulator")
    with throwaway_emulator.running(root) as url:
        found = estimate(offline_plan.document(root, environment, url), packaged(), environment.region)
    console.result({"environment": env, **found.data()}, *view(found, full=full))
