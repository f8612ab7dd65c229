"""Carries out a change of an environment in front of a person: the plan, the question, the progress."""

import asyncio
from pathlib import Path
from typing import Any, Literal

from wolfctl import execute, saved_plans
from wolfctl.adapters import summary_files
from wolfctl.adapters.terraform import PlanOutcome
from wolfctl.config import Environment
from wolfctl.console import Console
from wolfctl.console.plan_view import view
from wolfctl.console.terraform_progress import watching
from wolfctl.plan.wording import verdict
from wolfctl.workflows import agreement, plan_document, plan_markdown


def carry_out(
    console: Console,
    environment: Environment,
    root: Path,
    verb: Literal["apply", "destroy"],
    *,
    plan: Path | None,
    yes: bool,
    full: bool,
) -> dict[str, Any]:
    """Apply a saved plan, or plan now and apply that, once agreed; returns the plan's document.

    Raises Refused when it is not agreed to, when prod has no saved plan, or when the plan does not hold any longer.
    """
    agreement.require_saved(environment, verb, plan)

    def agree(outcome: PlanOutcome) -> None:
        if not console.json:
            cost = saved_plans.cost_of(environment, outcome)
            console.result(None, *view(outcome.summary, environment, cost, full=full))
        word = agreement.word(environment, yes=yes)
        if outcome.has_changes and word:
            console.ask(f"To {verb} {environment.environment} ({verdict(outcome.summary)}), type", word)

    watch = watching(console, root)
    if plan:
        work = saved_plans.carry_out(environment, root, verb, plan, watch=watch, agree=agree, note=console.note)
    else:
        work = execute.change(environment, root, verb, watch=watch, agree=agree, note=console.note)
    outcome = asyncio.run(work)
    cost = saved_plans.cost_of(environment, outcome)
    if outcome.has_changes:
        done: Literal["applied", "destroyed"] = "destroyed" if verb == "destroy" else "applied"
        summary_files.write(plan_markdown.markdown(outcome.summary, environment, cost, done=done), None)
    changes = {"has_changes": outcome.has_changes, "destroy": verb == "destroy"}
    return plan_document.document(outcome.summary, environment, cost, saved=None, **changes)
