"""Deploys in front of a person: what will be done, the question, each step as it goes, and what is live in the end."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wolfctl import execute, saved_plans
from wolfctl.adapters import deploy_record, git_checkout, release_code, run_lock
from wolfctl.adapters.author import author
from wolfctl.adapters.terraform import PlanOutcome
from wolfctl.config import Environment
from wolfctl.console import Console
from wolfctl.console.durations import spoken
from wolfctl.console.plan_view import view as plan_view
from wolfctl.console.terraform_progress import watching
from wolfctl.deployment import Target, carry_out
from wolfctl.plan.wording import verdict
from wolfctl.workflows import agreement, deploy
from wolfctl.workflows.deploy import Deployment, Live, Record, Release, Step


class DeployRun:
    """One deployment of this checkout to an environment."""

    def __init__(self, console: Console, environment: Environment, root: Path, *, yes: bool) -> None:
        self._console = console
        self._environment = environment
        self._root = root
        self._yes = yes
        self._begun = 0.0

    async def run(self, *, plan: Path | None, anew: bool) -> dict[str, Any]:
        """Plan, show, ask, carry out; returns the document of what was done.

        Raises Refused when it is not agreed to or must not be done, NotDeployed when a step fails.
        """
        name = self._environment.environment
        with run_lock.hold(self._root, f"{name}-deployment", "deploy"):
            release = self._release()
            target = self._target(release)
            known = deploy.from_data(deploy_record.read(self._root, name))
            observed = await target.observe()
            deployment = deploy.plan(self._environment, release, observed, known, saved=plan is not None, anew=anew)
            self._console.note(view(deployment, observed.live))

            async def apply() -> str:
                return await self._apply(plan)

            record = await carry_out(deployment, target, apply, keep=self._keep, begin=self._begin, end=self._end)
            self._remember(record)
            live = await target.live()
        self._console.note(Text(f"{name} runs {release.name}: {live.name} is live.", "green"))
        return document(deployment, record, live)

    def _release(self) -> Release:
        root, name = self._root, self._environment.environment
        commit, clean = git_checkout.commit(root), git_checkout.holds_the_commit(root)
        return Release(name, commit, clean, release_code.contents(root, name))

    def _target(self, release: Release) -> Target:
        if self._environment.on_aws:
            import boto3

            from wolfctl.deployment.on_aws import OnAws

            def say(line: str) -> None:
                self._console.note(escape(line))

            return OnAws(self._environment, self._root, release, boto3.Session(), say)
        from wolfctl.deployment.here import Here

        return Here(self._environment, self._root, release)

    async def _apply(self, plan: Path | None) -> str:
        environment, root = self._environment, self._root

        def agree(outcome: PlanOutcome) -> None:
            cost = saved_plans.cost_of(environment, outcome)
            for part in plan_view(outcome.summary, environment, cost, full=False):
                self._console.note(part)
            if word := agreement.word(environment, yes=self._yes):
                self._console.ask(f"To deploy to {environment.environment} ({verdict(outcome.summary)}), type", word)

        watch, note = watching(self._console, root), self._console.note
        if plan:
            outcome = await saved_plans.carry_out(environment, root, "apply", plan, watch=watch, agree=agree, note=note)
        else:
            outcome = await execute.change(environment, root, "apply", watch=watch, agree=agree, note=note)
        return verdict(outcome.summary)

    def _keep(self, record: Record) -> None:
        deploy_record.write(self._root, record.release.environment, record.data())

    def _remember(self, record: Record) -> None:
        release = record.release
        line = {"at": datetime.now(UTC).isoformat(), "by": author(), "commit": release.commit}
        deploy_record.remember(self._root, release.environment, {**line, "contents": release.contents})

    def _begin(self, step: Step) -> None:
        self._begun = time.monotonic()
        self._console.note(f"  … {escape(step.title)}")

    def _end(self, step: Step) -> None:
        took = spoken(time.monotonic() - self._begun)
        self._console.note(f"  [green]✓[/] {escape(step.title)} ({took})  [dim]{escape(step.done)}[/]")


def view(deployment: Deployment, live: Live) -> RenderableType:
    """What will be done, and what an earlier run has done."""
    release = deployment.release
    heading = f"{'Going on with' if deployment.resumed else 'Deploying'} {release.name} to {release.environment}"
    table = Table(box=None, show_header=False, padding=(0, 1))
    for step in deployment.steps:
        table.add_row(Text("✓", "green") if step.done else Text("+"), Text(step.title), Text(step.done, "dim"))
    return Group(Text(f"{heading}; live: {live.name}"), table)


def document(deployment: Deployment, record: Record, live: Live) -> dict[str, Any]:
    """The same for programs, once it is done."""
    release = deployment.release
    return {
        "environment": release.environment,
        "commit": release.commit,
        "clean": release.clean,
        "contents": release.contents,
        "resumed": deployment.resumed,
        "steps": [
            {"name": step.name, "earlier": bool(step.done), "result": record.done[step.name]}
            for step in deployment.steps
        ],
        "before": record.before.revision,
        "live": live.revision,
    }
