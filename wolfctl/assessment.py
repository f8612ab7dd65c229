"""What compliance is asked of: a plan that is made for it, a saved one, or what runs in the account."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from wolfctl import execute, saved_plans
from wolfctl.adapters import compliance_findings, offline_plan, throwaway_emulator
from wolfctl.config import Environment
from wolfctl.saved_plans import Watch
from wolfctl.workflows.compliance import observed, planned
from wolfctl.workflows.compliance.observed import Answers
from wolfctl.workflows.compliance.planned import Stack
from wolfctl.workflows.compliance.rules import Policy
from wolfctl.workflows.compliance.sources import Sources

Note = Callable[[str], None]


def planned_stack(environment: Environment, root: Path, folder: Path | None, sources: Sources, note: Note) -> Stack:
    """What a plan will leave standing: the one in `folder`, else one for an empty account, against an emulator."""
    if folder:
        return planned.read(asyncio.run(saved_plans.shown(environment, root, folder, note=note)), sources)
    note(f"Planning {environment.environment} against an emulator")
    with throwaway_emulator.running(root) as url:
        return planned.read(offline_plan.document(root, environment, url), sources)


def account(
    environment: Environment, root: Path, policy: Policy, sources: Sources, watch: Watch, note: Note
) -> tuple[Stack, Answers]:
    """What runs, read without a lock, and what AWS Config and Security Hub say of it."""
    shown = asyncio.run(execute.refreshed(environment, root, "compliance", watch=watch, note=note))
    said = compliance_findings.ask(*compliance_findings.clients(environment, root))
    answers = observed.together(
        (
            observed.of_config(said.verdicts, said.results, policy.rules),
            observed.of_security_hub(said.findings, policy.rules),
        )
    )
    return planned.standing(shown, sources), answers
