"""A compliance report as a person reads it: the verdict, then each breach with its file and what to do."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from wolfctl.workflows.compliance.report import Breach, ComplianceReport
from wolfctl.workflows.compliance.report_markdown import about, place, title


def view(report: ComplianceReport) -> list[RenderableType]:
    """The whole report, top to bottom."""
    return [
        Text(title(report), style="bold"),
        Text(about(report), style="dim"),
        Text(report.verdict, style="red" if report.failed else "green"),
        *_failed(report),
        *_excused(report),
        *(Text(f"Nothing here needs this exception: {each}", style="dim") for each in report.stale),
    ]


def _failed(report: ComplianceReport) -> Iterator[RenderableType]:
    for control in report.failed:
        yield Text.assemble(("failed ", "red"), (control.control, "bold"), f" ({control.of})")
        for breach in control.breaches:
            yield Padding(_breach(breach), (0, 0, 0, 2))


def _breach(breach: Breach) -> Text:
    text = Text.assemble((breach.resource, "yellow"), f" {place(breach)}".rstrip(), overflow="fold")
    text.append(f"\n  {breach.wrong} ({', '.join(breach.sources)})")
    if breach.remedy:
        text.append(f"\n  do  {breach.remedy}", style="dim")
    return text


def _excused(report: ComplianceReport) -> Iterator[RenderableType]:
    number = sum(len(control.excused) for control in report.controls)
    if number:
        noun = "breach is" if number == 1 else "breaches are"
        yield Text(f"{number} {noun} excused by compliance/exceptions.yaml; --format markdown tells the reasons.")
