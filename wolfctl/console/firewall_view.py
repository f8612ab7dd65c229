"""What came of a firewall's test, as a person reads it: the counts by rule, then whatever was wrong."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from wolfctl.workflows.firewall_test.verdict import Outcome, by_rule


def view(environment: str, firewall: str, outcomes: Sequence[Outcome], *, stand_in: bool) -> list[RenderableType]:
    """The whole answer, top to bottom."""
    wrong = [one for one in outcomes if one.wrong]
    number = f"{len(wrong)} of {len(outcomes)} requests went wrong" if wrong else f"all {len(outcomes)} requests right"
    parts: list[RenderableType] = [Text(f"{environment}: {firewall}", style="bold")]
    if stand_in:
        parts.append(Text("Its rules stand in for AWS's managed ones: what they refuse, AWS may not.", style="dim"))
    return [*parts, _rules(outcomes), Text(number, style="red" if wrong else "green"), *_wrong(wrong)]


def _rules(outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("rule", overflow="fold")
    table.add_column("attacks blocked", justify="right")
    table.add_column("harmless let through", justify="right")
    for count in by_rule(outcomes):
        name = count.rule.removeprefix("AWSManagedRules")
        table.add_row(
            name,
            _of(count.attacks_blocked, count.attacks),
            _of(count.harmless_let_through, count.harmless),
        )
    return table


def _of(right: int, all_of_them: int) -> Text:
    if not all_of_them:
        return Text("")
    return Text(f"{right} of {all_of_them}", style="green" if right == all_of_them else "red")


def _wrong(wrong: Sequence[Outcome]) -> Iterator[RenderableType]:
    for one in wrong:
        what = "let through" if one.expect == "block" else "blocked"
        yield Text.assemble((f"{what} ", "red"), f"{one.family}, {one.sent}: ", (one.text, "bold"))
        by = f" by {', '.join(one.by)}" if one.by else ""
        yield Text(f"  answered {one.status}{by}; it is about {one.rule}")
