"""A compliance report as Markdown: what fails, what is excused and why, and every control with its status."""

from collections.abc import Iterable, Iterator, Sequence

from wolfctl.workflows.compliance.report import Breach, ComplianceReport, Control


def markdown(report: ComplianceReport) -> str:
    """The whole report."""
    return "\n".join([f"# {title(report)}", "", about(report), "", f"**{report.verdict}**", "", *_sections(report)])


def title(report: ComplianceReport) -> str:
    """What the report is about."""
    return f"Compliance of {report.environment}, {'as planned' if report.looked_at == 'plan' else 'as it runs'}"


def about(report: ComplianceReport) -> str:
    """Where and when, and who looked."""
    where = f"account {report.account_id}, {report.region}" if report.account_id else "emulated"
    return f"{report.at:%Y-%m-%d %H:%M} UTC · {where} · asked: {', '.join(report.sources)}"


def failed_rows(report: ComplianceReport) -> Iterator[tuple[Control, Breach]]:
    """Each breach that nothing excuses, with its control."""
    yield from ((control, breach) for control in report.failed for breach in control.breaches)


def excused_rows(report: ComplianceReport) -> Iterator[tuple[Control, Breach]]:
    """Each breach that an exception covers, with its control."""
    yield from ((control, breach) for control in report.controls for breach in control.excused)


def place(breach: Breach) -> str:
    """The file that owns the resource, or the module that should."""
    return breach.file or (f"modules/{breach.module}" if breach.module else "")


def _sections(report: ComplianceReport) -> Iterator[str]:
    failed = [
        (f"`{control.control}`", f"`{one.resource}`", place(one), one.wrong, one.remedy, ", ".join(one.sources))
        for control, one in failed_rows(report)
    ]
    excused = [
        (f"`{control.control}`", f"`{one.resource}`", place(one), one.excuse) for control, one in excused_rows(report)
    ]
    all_of_them = [(f"`{each.control}`", each.of, each.status, each.says) for each in report.controls]
    if failed:
        yield from _table("Failed", ("Control", "Resource", "File", "What is wrong", "What to do", "Found by"), failed)
    if excused:
        yield from _table("Excused", ("Control", "Resource", "File", "Reason"), excused)
    if report.stale:
        yield from ("## Exceptions that nothing here needs", "", *(f"- `{each}`" for each in report.stale), "")
    yield from _table("Controls", ("Control", "List", "Status", "What it says"), all_of_them)


def _table(heading: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from (f"## {heading}", "", _line(heads), _line(["---"] * len(heads)), *map(_line, rows), "")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
