"""Drift as a person reads it: the verdict, the counts by module, what changed, and what was expected to."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from wolfctl.config.environment import Environment
from wolfctl.console.plan_view import difference
from wolfctl.plan.drift import Excused, Verdict, by_module


def view(verdict: Verdict, environment: Environment) -> list[RenderableType]:
    """The whole answer, top to bottom."""
    parts: list[RenderableType] = [_header(verdict, environment)]
    if verdict.drifted:
        parts += [_modules(verdict), *_resources(verdict)]
    else:
        parts.append(Text("No drift: what is there is what Terraform left.", style="green"))
    return [*parts, *_rows(verdict)]


def _header(verdict: Verdict, environment: Environment) -> Text:
    name, number = environment.environment, len(verdict.drifted)
    where = f"account {environment.account_id}, {environment.region}" if environment.on_aws else "emulated"
    said = "1 resource differs" if number == 1 else f"{number} resources differ" if number else "no drift"
    return Text.assemble((f" {name} ", "bold white on red" if name == "prod" else "bold"), f" {where} · {said}")


def _modules(verdict: Verdict) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("module")
    table.add_column("changed", justify="right", style="yellow")
    table.add_column("gone", justify="right", style="red")
    for module, changed, gone in by_module(verdict.drifted):
        table.add_row(module.removeprefix("module.") or "(root)", str(changed or ""), str(gone or ""))
    return table


def _resources(verdict: Verdict) -> Iterator[RenderableType]:
    for each in verdict.drifted:
        mark, style = ("-", "red") if each.gone else ("~", "yellow")
        yield Text(f"{mark} {each.address}{' is gone' if each.gone else ''}", style=style)
        for found in each.differences:
            yield Padding(difference(found), (0, 0, 0, 4))


def _rows(verdict: Verdict) -> Iterator[RenderableType]:
    if verdict.expired:
        yield Text("Expired in drift-ignore.yaml, so reported again:", style="yellow")
        yield from (_row(each) for each in verdict.expired)
    if verdict.ignored:
        yield Text("Ignored:")
        yield from (_row(each) for each in verdict.ignored)
    for row in verdict.unused:
        named = f"{row.resource} {row.attribute}".rstrip()
        yield Text(f"Nothing needs this row of drift-ignore.yaml now: {named}", style="dim")


def _row(each: Excused) -> Padding:
    what = f"{each.address} {each.path}".rstrip()
    return Padding(Text(f"{what} (until {each.expires}): {each.reason}"), (0, 0, 0, 2))
