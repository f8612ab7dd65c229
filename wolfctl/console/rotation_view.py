"""A rotation on a console: what is due, its plan before, its progress meanwhile, what came of it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wolfctl.console import Console, live_lines
from wolfctl.rotation import Progress
from wolfctl.workflows.failover_drill.outcomes import Outcome
from wolfctl.workflows.rotation.keys import Verdict
from wolfctl.workflows.rotation.plan import Plan

SIGNS = {True: ("✓", "green"), False: ("✗", "bold red")}


def due_view(environment: str, verdicts: Sequence[Verdict]) -> list[RenderableType]:
    """Every key against the policy."""
    table = Table(box=None, padding=(0, 1))
    for name, right in (
        ("kind", False),
        ("key", False),
        ("days", True),
        ("most", True),
        ("by itself", False),
        ("", False),
    ):
        table.add_column(name, justify="right" if right else "left", no_wrap=bool(name))
    for verdict in verdicts:
        key = verdict.key
        each = "each " + (f"{key.period_days} d" if key.period_days else "90 d" if key.automatic else "")
        by_itself = {True: each, False: "off", None: "never"}[key.automatic]
        told = Text(f"due: {verdict.why}", "bold red") if verdict.due else Text(key.note or _asked(key.on_demand))
        table.add_row(key.kind, key.name, str(verdict.age_days), str(verdict.limit_days), by_itself, told)
    due = sum(verdict.due for verdict in verdicts)
    last = f"{due} of {len(verdicts)} keys of {environment} are due." if due else f"Nothing of {environment} is due."
    return [table, Text(last, "bold red" if due else "green")]


def _asked(times: int) -> str:
    return f"{times} on demand" if times else ""


def plan_view(plan: Plan) -> list[RenderableType]:
    """What will be done, before any of it is."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for heading, texts in (
        ("steps", [step.text for step in plan.steps]),
        ("canaries", [f"{path.name}: {path.what}" for path in plan.paths]),
        ("claims", list(plan.claims.values())),
        ("left out", [f"{name}: {why}" for name, why in plan.left_out]),
        ("beware", list(plan.warnings)),
    ):
        for place, text in enumerate(texts):
            table.add_row(Text("" if place else heading, "bold"), Text(text))
    return [Text(f"Rotation of keys of {plan.environment}", "bold"), table]


def result_view(document: Mapping[str, Any], files: Mapping[str, str]) -> list[RenderableType]:
    """What came of it: each claim, what failed, where the reports are."""
    colour = "green" if document["verdict"] == "held" else "bold red"
    claims = Table(box=None, padding=(0, 1), show_header=False)
    for finding in document["findings"]:
        sign, style = SIGNS[finding["held"]]
        claims.add_row(Text(sign, style), finding["text"], Text(finding["seen"]))
    parts: list[RenderableType] = [claims]
    failed = [step for step in document["steps"] if step["trouble"]]
    parts += [Text(f"{step['id']}: {step['trouble']}", "bold red") for step in failed]
    made = document["requests"]
    parts.append(Text(f"Verdict: {document['verdict']}. {made['failed']} failed of {made['made']} requests.", colour))
    parts += [Text(f"{name.rpartition('.')[2]:<5} {path}") for name, path in files.items()]
    return parts


class RotationProgress:
    """Live in a terminal, a line a step elsewhere, silent in JSON mode."""

    def __init__(self, console: Console, plan: Plan, progress: Progress) -> None:
        self._console = console
        self._plan = plan
        self._progress = progress
        self._spoken = ""

    def shown(self) -> AbstractAsyncContextManager[None]:
        """Show the rotation for as long as the block runs."""
        return live_lines.shown(self._console, self.render, self._speak)

    def render(self) -> RenderableType:
        """The step at work, and how many requests have failed so far."""
        progress = self._progress
        done = len(progress.results)
        title = progress.step.text if progress.step else "the canaries begin"
        head = Text(f"step {min(done + 1, len(self._plan.steps))} of {len(self._plan.steps)}: {title}", "bold")
        attempts = list(progress.load.attempts) if progress.load else []
        failed = sum(attempt.outcome is not Outcome.OK for attempt in attempts)
        said = Text(f"  {failed} failed of {len(attempts)} requests", "bold red" if failed else "green")
        return Group(head, Text(f"  {progress.said}"), said)

    def _speak(self) -> None:
        step = self._progress.step
        if step is not None and step.id != self._spoken:
            self._spoken = step.id
            self._console.note(f"[dim]{len(self._progress.results) + 1:3}[/] {escape(step.text)}")
