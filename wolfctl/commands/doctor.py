"""Check all that `up` needs; say how to mend what is wrong."""

from wolfctl.commands import Json


def command(json: Json = False) -> int:
    """Check all that up needs; say how to mend what is wrong.

    Exit codes: 0 all is well, 1 up cannot work, 2 something deserves a look.
    """
    from dataclasses import asdict

    from rich.table import Table
    from rich.text import Text

    from wolfctl import config
    from wolfctl.adapters.machine_checks import exit_code, findings
    from wolfctl.console import Console

    found = list(findings(config.find_root()))
    styles = {"ok": "green", "warn": "yellow", "fail": "bold red"}
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for finding in found:
        text = Text(finding.text)
        if finding.level != "ok":
            text.append(f"\n{finding.fix}", style=styles[finding.level])
        table.add_row(Text(finding.level, style=styles[finding.level]), finding.name, text)
    code = exit_code(found)
    Console(json=json).result({"findings": [asdict(finding) for finding in found], "exit_code": code}, table)
    return code
