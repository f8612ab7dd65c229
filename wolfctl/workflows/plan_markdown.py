"""A plan as Markdown, for a pull request or a step summary; what does not fit is cut at the end, never the dangers."""

import json
from collections.abc import Iterator
from typing import Any, Literal

from wolfctl.config.environment import Environment
from wolfctl.plan import PlanSummary, ResourceChange
from wolfctl.plan.manifest import Manifest
from wolfctl.plan.wording import WORDS, tags_only, verdict
from wolfctl.workflows.cost import CostEstimate, dollars

# GitHub takes 65,536 characters in a comment.
LONGEST = 60_000
LONGEST_VALUE = 80


def markdown(
    summary: PlanSummary,
    environment: Environment,
    cost: CostEstimate | None = None,
    manifest: Manifest | None = None,
    *,
    folder: str = "",
    done: Literal["applied", "destroyed"] | None = None,
) -> str:
    """The whole summary; `manifest` and `folder` where the plan is saved, `done` where it has been carried out."""
    title = f"{environment.environment} {done}" if done else f"Plan of {environment.environment}"
    lines = [f"## {title}", "", f"**{verdict(summary)}** · {_where(summary, environment)}"]
    lines += [*_dangers(summary), *_weakened(summary), *_modules(summary)]
    if cost:
        lines += ["", _cost(cost)]
    if summary.drifted:
        lines += ["", "Changed outside Terraform: " + ", ".join(_code(address) for address in summary.drifted) + "."]
    if manifest:
        verb = "destroy" if manifest.destroy else "apply"
        lines += ["", f"`wolfctl {verb} {environment.environment} --plan {folder}`, once, {_papers(manifest)}."]
    return _with_details("\n".join(lines) + "\n", list(_changes(summary)))


def _where(summary: PlanSummary, environment: Environment) -> str:
    where = f"account {environment.account_id}, {environment.region}" if environment.on_aws else "emulated"
    return f"{where} · Terraform {summary.terraform_version}"


def _papers(manifest: Manifest) -> str:
    made = manifest.origin
    state = f"commit {made.git_commit[:12] or '(none)'}{'' if made.git_clean else ' and uncommitted changes'}"
    return f"until {manifest.expires:%Y-%m-%d %H:%M} UTC; planned by {manifest.author} from {state}"


def _dangers(summary: PlanSummary) -> Iterator[str]:
    if summary.dangers:
        yield from ("", "> [!CAUTION]", "> **Goes away**")
    for change in summary.dangers:
        reason = f": {change.reason}" if change.reason else ""
        lost = "; **what it holds is lost**" if change.loses_data else ""
        yield f"> - {_title(change)} {WORDS[change.action][1]}{reason}{lost}"


def _weakened(summary: PlanSummary) -> Iterator[str]:
    if summary.weakened:
        yield from ("", "> [!WARNING]", "> **Weaker than before**")
    for one in summary.weakened:
        yield f"> - {one.category}: {_code(one.address)}: {one.what}"


def _modules(summary: PlanSummary) -> Iterator[str]:
    shown = [action for action in WORDS if summary.counts()[action]]
    if not shown:
        return
    yield from ("", "| module | " + " | ".join(WORDS[action][1].removeprefix("to ") for action in shown) + " |")
    yield "|---|" + "---:|" * len(shown)
    for module, counts in summary.by_module().items():
        cells = " | ".join(str(counts[action] or "") for action in shown)
        yield f"| {_cell(module.removeprefix('module.') or '(root)')} | {cells} |"


def _cost(cost: CostEstimate) -> str:
    change = f" ({dollars(cost.after - cost.before, signed=True)})" if cost.before else ""
    before = f"{dollars(cost.before)} → " if cost.before else ""
    missing = sum(each.count for each in cost.not_priced)
    return f"Cost: {before}{dollars(cost.after)} a month{change}; list prices of {cost.compiled}, without usage" + (
        f", {missing} not priced." if missing else "."
    )


def _changes(summary: PlanSummary) -> Iterator[str]:
    for change in summary.changes:
        if change.tags_only:
            continue
        yield f"- {_title(change)}"
        for found in change.differences:
            forces = " **forces replacement**" if found.forces_replacement else ""
            yield f"  - {_code(found.path)}: {_value(found.before)} → {_value(found.after)}{forces}"
    if folded := tags_only(summary):
        yield f"- `~` {folded}"
    if summary.outputs:
        yield "- Outputs: " + ", ".join(_code(f"{WORDS[action][0]} {name}") for name, action in summary.outputs)


def _with_details(text: str, details: list[str]) -> str:
    """The text, with as many of the details folded below it as there is room for."""
    if not details:
        return text
    opening, closing = "\n<details><summary>Each change</summary>\n\n", "\n\n</details>\n"
    room = LONGEST - len(text) - len(opening) - len(closing) - 80
    kept: list[str] = []
    for line in details:
        room -= len(line) + 1
        if room < 0:
            kept.append(f"- … and {len(details) - len(kept)} more lines; `wolfctl plan --full` shows them")
            break
        kept.append(line)
    return text + opening + "\n".join(kept) + closing


def _title(change: ResourceChange) -> str:
    return f"`{WORDS[change.action][0]}` {_code(change.address)}"


def _value(value: Any) -> str:
    if value is None or value == "":
        return "(none)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return _code(text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…")


def _code(text: str) -> str:
    """Text that Markdown leaves as it is, whatever it holds."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text.replace('``', '` `')}{pad}{fence}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
