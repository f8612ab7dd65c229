"""A plan as a person reads it: the verdict, what is dangerous and why, what changes in which module."""

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from wolfctl.config.environment import Environment
from wolfctl.console import cost_view
from wolfctl.plan import Action, PlanSummary, ResourceChange
from wolfctl.plan.comparison import UNKNOWN, Difference
from wolfctl.plan.manifest import Manifest
from wolfctl.plan.wording import WORDS, tags_only, verdict
from wolfctl.workflows.cost import CostEstimate

STYLES: dict[Action, str] = {
    "create": "green",
    "update": "yellow",
    "replace": "red",
    "delete": "red",
    "forget": "magenta",
    "read": "cyan",
    "no-op": "white",
}
# More new resources than this are told by their counts alone.
LISTED = 25
DIFFERENCES = 8
LONGEST = 44


def view(
    summary: PlanSummary, environment: Environment, cost: CostEstimate | None = None, *, full: bool = False
) -> list[RenderableType]:
    """The whole summary, top to bottom; `cost` where it costs something."""
    parts: list[RenderableType] = [_header(summary, environment)]
    if not summary.has_changes:
        parts.append(Text("No changes: what runs is what the files say.", style="green"))
        return [*parts, *([cost_view.line(cost)] if cost else []), *_drift(summary)]
    if summary.dangers:
        parts.append(_dangers(summary))
    if summary.weakened:
        parts.append(_weakened(summary))
    if summary.changes:
        parts += [_modules(summary), Group(*_changes(summary, full))]
    if summary.outputs:
        parts.append(Text("Outputs: " + ", ".join(f"{WORDS[action][0]} {name}" for name, action in summary.outputs)))
    if cost:
        parts += cost_view.view(cost, full=full)
    return [*parts, *_drift(summary)]


def _header(summary: PlanSummary, environment: Environment) -> Text:
    name = environment.environment
    style = "bold white on red" if name == "prod" else "bold"
    where = f"account {environment.account_id}, {environment.region}" if environment.on_aws else "emulated"
    return Text.assemble((f" {name} ", style), f" {where} · {verdict(summary)}")


def _dangers(summary: PlanSummary) -> Panel:
    lines = Text()
    for change in summary.dangers:
        mark, words = WORDS[change.action]
        lines.append(f"{mark} {change.address}", style="bold")
        lines.append(f" {words}")
        lines.append(f": {change.reason}\n" if change.reason else "\n")
        if change.loses_data:
            lines.append("  what it holds is lost\n", style="bold red")
    lines.rstrip()
    return Panel(lines, title="goes away", title_align="left", border_style="red")


def _weakened(summary: PlanSummary) -> Panel:
    lines = Text()
    for one in summary.weakened:
        lines.append(one.address, style="bold")
        lines.append(f" {one.category}: {one.what}\n")
    lines.rstrip()
    return Panel(lines, title="weaker than before", title_align="left", border_style="yellow")


def _modules(summary: PlanSummary) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("module")
    shown = [action for action in WORDS if summary.counts()[action]]
    for action in shown:
        table.add_column(WORDS[action][1].removeprefix("to "), justify="right")
    for module, counts in summary.by_module().items():
        cells = [Text(str(counts[action]), STYLES[action]) if counts[action] else Text("") for action in shown]
        table.add_row(module.removeprefix("module.") or "(root)", *cells)
    return table


def _changes(summary: PlanSummary, full: bool) -> Iterator[RenderableType]:
    created = [change for change in summary.changes if change.action == "create"]
    fold = len(created) > LISTED and not full
    for change in summary.changes:
        if not (fold and change.action == "create") and (full or not change.tags_only):
            yield from _change(change, full)
    if fold:
        yield Text(f"+ {len(created)} new resources; --full lists them", style="green")
    if (folded := tags_only(summary)) and not full:
        yield Text(f"~ {folded}; --full lists them", style="yellow")


def _change(change: ResourceChange, full: bool) -> Iterator[RenderableType]:
    title = Text.assemble((f"{WORDS[change.action][0]} {change.address}", STYLES[change.action]))
    if change.moved_from:
        title.append(f" (was {change.moved_from})", style="dim")
    if change.imported:
        title.append(" (imported)", style="dim")
    yield title
    # what AWS will choose is worth a line only where nothing else is told
    told = [found for found in change.differences if found.after != UNKNOWN] or list(change.differences)
    shown = change.differences if full else told[:DIFFERENCES]
    for found in shown:
        yield Padding(difference(found), (0, 0, 0, 4))
    if more := len(change.differences) - len(shown):
        yield Text(f"    and {more} more; --full lists them", style="dim")


def difference(found: Difference) -> Text:
    """One attribute that differs, on a line."""
    before, after = _value(found.before), _value(found.after)
    text = Text.assemble(f"{found.path}: ", (before, "red"), " → ", (after, "green"), overflow="fold")
    if found.forces_replacement:
        text.append(" forces replacement", style="bold red")
    return text


def _value(value: Any) -> str:
    if value is None or value == "":
        return "(none)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _drift(summary: PlanSummary) -> Iterator[RenderableType]:
    if summary.drifted:
        yield Text("Changed outside Terraform: " + ", ".join(summary.drifted), style="yellow")


def saved(folder: str, manifest: Manifest | None) -> list[RenderableType]:
    """Where a plan is kept, until when, and how it is applied; nothing when it is not."""
    if manifest is None:
        return []
    verb, name = ("destroy" if manifest.destroy else "apply"), manifest.origin.environment
    lines: list[RenderableType] = [Text(f"Saved until {manifest.expires:%Y-%m-%d %H:%M} UTC, for one use:", "bold")]
    lines.append(Text(f"  wolfctl {verb} {name} --plan {folder}"))
    if not manifest.origin.git_clean:
        lines.append(Text("It was made of a checkout with uncommitted changes.", style="yellow"))
    return lines
