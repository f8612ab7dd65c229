"""Findings as a person reads them."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from wolfctl.findings import Finding

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "skip": "dim"}


def table(found: Iterable[Finding]) -> Table:
    """One row a finding, with its mending where it is not ok."""
    rows = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    rows.add_column(style="bold", no_wrap=True)
    rows.add_column(overflow="fold")
    for finding in found:
        text = Text(finding.text)
        if finding.fix:
            text.append(f"\n{finding.fix}", style=STYLES[finding.level])
        rows.add_row(Text(finding.level, style=STYLES[finding.level]), finding.name, text)
    return rows
