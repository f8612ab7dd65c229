"""A cost estimate as a person reads it: the sum, where it comes from, and what it leaves out."""

from collections.abc import Iterator
from datetime import timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from wolfctl.workflows.cost import CostEstimate, ModuleCost, ResourceCost, Uncounted, dollars
from wolfctl.workflows.live_cost import REQUEST_USD, SEVERAL, TAG, LiveCost

# Resources cheaper than this a month are only told in their module's sum.
SHOWN_FROM = 5


def line(estimate: CostEstimate) -> Text:
    """One line for the summary of a plan."""
    return Text(f"Cost: {estimate.headline}; {estimate.region} list prices of {estimate.compiled}, without usage.")


def view(estimate: CostEstimate, *, full: bool = False) -> list[RenderableType]:
    """The whole estimate; `full` lists every resource and every charge by use."""
    notes = (Text(note) for note in estimate.notes)
    return [line(estimate), _sums(estimate, full), *notes, *_left_out(estimate, full)]


def live_view(estimate: CostEstimate, live: LiveCost, *, full: bool = False) -> list[RenderableType]:
    """The bill beside the estimate; `full` lists every service."""
    planned = {module.module: module.after for module in estimate.modules}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(f"{live.period.begin} to {live.period.end - timedelta(days=1)}")
    for heading in ("billed", "planned a month"):
        table.add_column(heading, justify="right")
    for module in [*sorted({*live.modules, *planned} - {SEVERAL, ""}), SEVERAL]:
        row = [dollars(amounts[module]) if module in amounts else "" for amounts in (live.modules, planned)]
        table.add_row(module if module != SEVERAL else "services of several modules", *row)
    table.add_row("together", dollars(live.together), dollars(estimate.after), style="bold")
    notes = [f"Not tagged {TAG}, so not in the sum: {dollars(live.untagged)}."] if live.untagged else []
    if live.forecast is None:
        notes.append(f"No forecast: {live.no_forecast}")
    else:
        whole = "" if live.period.end.day == 1 else f", {dollars(live.together + live.forecast)} for all of it"
        notes.append(f"Forecast for the rest of the month: {dollars(live.forecast)}{whole}.")
    asked = f"{live.requests} requests to Cost Explorer were charged: ${live.requests * REQUEST_USD}."
    services = [f"  {name}: {dollars(amount)}" for name, amount in sorted(live.services.items())] if full else []
    return [Text(""), table, *(Text(each) for each in [*services, *notes]), Text(asked, style="dim")]


def _sums(estimate: CostEstimate, full: bool) -> Table:
    runs = estimate.before > 0
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("a month")
    for heading in ("now", "after") if runs else ("",):
        table.add_column(heading, justify="right")

    def row(name: str, each: ResourceCost | ModuleCost | CostEstimate, style: str = "") -> None:
        table.add_row(Text(name), *([dollars(each.before)] if runs else []), dollars(each.after), style=style)

    for module in estimate.modules:
        row(module.module or "root", module, "bold")
        members = [each for each in estimate.resources if each.module == module.module]
        for each in sorted(members, key=lambda each: -max(each.before, each.after)):
            if full or max(each.before, each.after) >= SHOWN_FROM:
                row(f"  {each.address.removeprefix(f'module.{module.module}.')}", each)
    row("together", estimate, "bold")
    return table


def _left_out(estimate: CostEstimate, full: bool) -> Iterator[RenderableType]:
    if estimate.not_priced:
        yield Text("Not priced, so not in the sum:", style="yellow")
        yield from (_row(each) for each in estimate.not_priced)
    if estimate.by_usage and full:
        yield Text("Charged by use, so not in the sum:")
        yield from (_row(each) for each in estimate.by_usage)
    elif estimate.by_usage:
        yield Text(f"Charged by use, so not in the sum: {', '.join(each.type for each in estimate.by_usage)}.")
    yield from (Text(f"· {limit}", style="dim") for limit in estimate.limits)


def _row(each: Uncounted) -> Text:
    return Text(f"  {each.count} {each.type}: {each.reason}")
