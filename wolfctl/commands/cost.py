"""Estimate what an environment costs a month, from its own plan and a dated price table; or ask what it has cost."""

from typing import TYPE_CHECKING, Annotated

import typer

from wolfctl.commands import EnvironmentName, Json

if TYPE_CHECKING:
    from wolfctl.config import Environment
    from wolfctl.workflows.live_cost import LiveCost

Full = Annotated[bool, typer.Option("--full", help="Each resource, and every charge by use.")]
Live = Annotated[bool, typer.Option("--live", help="What it has cost, beside that; two requests of $0.01.")]


def command(env: EnvironmentName, live: Live = False, json: Json = False, full: Full = False) -> None:
    """Estimate what an environment costs a month as its file describes it; --live sets the bill beside it.

    The whole stack is planned against an emulator, so the estimate needs neither an account nor credentials.
    `wolfctl plan` tells the difference that a change makes to what runs.
    """
    from wolfctl import config
    from wolfctl.adapters import offline_plan, throwaway_emulator
    from wolfctl.console import Console
    from wolfctl.console.cost_view import live_view, view
    from wolfctl.workflows.cost import estimate
    from wolfctl.workflows.live_cost import require_account
    from wolfctl.workflows.prices import packaged

    console = Console(json=json)
    root = config.find_root()
    environment = config.load(env, root)
    billed = None
    if live:
        require_account(environment)
        console.note("Asking Cost Explorer: two requests of $0.01, more where the answer has pages.")
        billed = _billed(environment)
    console.note(f"Planning {env} against an emulator")
    with throwaway_emulator.running(root) as url:
        found = estimate(offline_plan.document(root, environment, url), packaged(), environment.region)
    data = {"environment": env, **found.data()} | ({"live": billed.data()} if billed else {})
    console.result(data, *view(found, full=full), *(live_view(found, billed, full=full) if billed else ()))


def _billed(environment: "Environment") -> "LiveCost":
    from datetime import UTC, datetime
    from pathlib import Path

    from wolfctl.adapters import environment_clients
    from wolfctl.adapters.cost_explorer import CostExplorer
    from wolfctl.workflows import live_cost

    environment_clients.require_reachable(environment, Path())
    name, today = environment.environment, datetime.now(UTC).date()
    explorer = CostExplorer(environment_clients.client("ce", environment, Path()))
    period, rest = live_cost.spent(today), live_cost.to_come(today)
    results = explorer.spent(period.begin, period.end, live_cost.TAG)
    forecast = explorer.forecast(rest.begin, rest.end, live_cost.TAG, name)
    return live_cost.live(name, period, results, forecast, explorer.requests)
