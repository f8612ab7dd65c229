"""A failover drill on a console: its plan before, its progress meanwhile, what came of it."""

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wolfctl.console import Console, live_lines
from wolfctl.drill import Progress
from wolfctl.workflows.failover_drill import markdown
from wolfctl.workflows.failover_drill.outcomes import Outcome
from wolfctl.workflows.failover_drill.plan import Plan

SIGNS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("?", "yellow")}


def plan_view(plan: Plan) -> list[RenderableType]:
    """What will be done, and when it stops, before any of it is."""
    name = plan.request.environment
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for heading, texts in (
        ("rounds", [one.title for one in _shortened(plan)]),
        ("paths", [f"{path.name}: {path.what}" for path in plan.paths]),
        ("claims", list(plan.claims.values())),
        ("first", [f"it must hold that {text}" for text in plan.guardrails]),
        ("each round", list(plan.steps)),
        ("stops when", list(plan.aborts)),
        ("put back", list(plan.put_back)),
        ("not exercised", list(plan.not_exercised)),
    ):
        for place, text in enumerate(texts):
            table.add_row(Text("" if place else heading, "bold"), Text(text))
    return [Text(f"Failover drill of {name}", "bold"), table]


def _shortened(plan: Plan) -> list[Any]:
    """All rounds, or of many alike the first and the last, and what is apart."""
    alike = [one for one in plan.rounds if one.kind == plan.rounds[0].kind]
    others = [one for one in plan.rounds if one.kind != plan.rounds[0].kind]
    return [*alike, *others] if len(alike) <= 3 else [alike[0], alike[-1], *others]


def result_view(document: Mapping[str, Any], files: Mapping[str, str]) -> list[RenderableType]:
    """What came of it: verdict, claims by round, intervals by path, where the reports are."""
    colour = "green" if document["verdict"] == "held" else "bold red"
    parts: list[RenderableType] = []
    for one in document["rounds"]:
        kind = "" if one["kind"] == "drill" else f" ({one['kind']})"
        parts.append(Text(f"Round {one['number']}: {one['fault']}{kind}", "bold"))
        table = Table(box=None, padding=(0, 1), show_header=False)
        for finding in one["findings"]:
            sign, style = SIGNS[finding["held"]]
            table.add_row(Text(sign, style), document["plan"]["claims"][finding["claim"]], Text(finding["seen"]))
        parts.append(table)
        if one["rto"]:
            parts.append(_intervals(one))
    parts += [Text(text, "bold red") for lines in markdown.troubles(document) for text in lines.splitlines()]
    parts.append(Text(f"Verdict: {document['verdict']}. {markdown.totals(document).replace('**', '')}", colour))
    parts.append(Text(markdown.published(document)))
    parts += [Text(f"{name.rpartition('.')[2]:<5} {path}") for name, path in files.items()]
    return parts


def _intervals(one: Mapping[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 1))
    for name in ("path", "last ok", "first ok after", "without service"):
        table.add_column(name, justify="left" if name == "path" else "right")
    for cells in map(markdown.rto_row, one["rto"].items()):
        table.add_row(*cells, style="bold" if cells[0] == one["worst_path"] else "")
    return table


class DrillProgress:
    """Live in a terminal, a line a stage elsewhere, silent in JSON mode."""

    def __init__(self, console: Console, plan: Plan, progress: Progress) -> None:
        self._console = console
        self._plan = plan
        self._progress = progress
        self._begun = time.monotonic()
        self._spoken = 0

    def shown(self) -> AbstractAsyncContextManager[None]:
        """Show the drill for as long as the block runs."""
        return live_lines.shown(self._console, self.render, self._speak)

    def render(self) -> RenderableType:
        """The stage, and each path's writes so far."""
        progress = self._progress
        title = progress.round.title if progress.round else "before the first round"
        since = f", {time.monotonic() - progress.triggered:.1f} s after the fault" if progress.triggered else ""
        head = Text(f"{title} of {len(self._plan.rounds)}{since}", "bold")
        table = Table(box=None, padding=(0, 1))
        for name in ("path", "ok", "failed", "indeterminate", "last"):
            table.add_column(name, justify="left" if name in ("path", "last") else "right")
        attempts = list(progress.load.attempts) if progress.load else []
        for path in self._plan.paths:
            mine = [attempt for attempt in attempts if attempt.path == path.name]
            count = Counter(attempt.outcome for attempt in mine)
            last = Text("", "green") if not mine else Text(*_last(mine[-1].code))
            table.add_row(path.name, *(str(count[outcome]) for outcome in Outcome), last)
        return Group(head, Text(f"  {progress.stage}"), table)

    def _speak(self) -> None:
        for at, text in self._progress.said[self._spoken :]:
            self._console.note(f"[dim]{at - self._begun:6.1f} s[/] {escape(text)}")
        self._spoken = len(self._progress.said)


def _last(code: str) -> tuple[str, str]:
    return (code, "yellow") if code else ("ok", "green")
