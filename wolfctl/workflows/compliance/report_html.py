"""A compliance report as one HTML file that needs nothing else: no script, no font, no address."""

from collections.abc import Iterable, Sequence
from html import escape

from wolfctl.workflows.compliance.report import ComplianceReport
from wolfctl.workflows.compliance.report_markdown import about, excused_rows, failed_rows, place, title

STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6b7a; --line: #d5dde5; --paper: #fff;
  --good: #1f7a4c; --bad: #b3261e; --doubt: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaf0; --soft: #9fb0c0; --line: #34414e; --paper: #141a20;
  --good: #4bbd83; --bad: #ef6a5e; --doubt: #e8b64a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1100px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } p { margin: .3rem 0; }
.soft { color: var(--soft); } .verdict { font-size: 1.1rem; font-weight: 600; }
.failed { color: var(--bad); font-weight: 600; } .passed { color: var(--good); } .excused { color: var(--doubt); }
.rows { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: break-word; min-width: 5rem; } td:first-child { font-family: ui-monospace, monospace; }
"""


def page(report: ComplianceReport) -> str:
    """The whole page; its policy forbids it to load anything."""
    failed = [
        (one.control, breach.resource, place(breach), breach.wrong, breach.remedy, ", ".join(breach.sources))
        for one, breach in failed_rows(report)
    ]
    excused = [(one.control, breach.resource, place(breach), breach.excuse) for one, breach in excused_rows(report)]
    controls = [(each.control, each.of, each.status, each.says) for each in report.controls]
    word = "failed" if report.failed else "passed"
    parts = [
        f"<h1>{escape(title(report))}</h1>",
        f'<p class="soft">{escape(about(report))}</p>',
        f'<p class="verdict {word}">{escape(report.verdict)}</p>',
        _table("Failed", ("Control", "Resource", "File", "What is wrong", "What to do", "Found by"), failed),
        _table("Excused", ("Control", "Resource", "File", "Reason"), excused),
        _table("Exceptions that nothing here needs", ("Exception",), [(each,) for each in report.stale]),
        _table("Controls", ("Control", "List", "Status", "What it says"), controls),
    ]
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title(report))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def _table(heading: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    titles = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    if not lines:
        return ""
    table = f"<table><thead><tr>{titles}</tr></thead><tbody>\n{lines}\n</tbody></table>"
    return f'<h2>{escape(heading)}</h2>\n<div class="rows" tabindex="0">{table}</div>'


def _cell(text: str) -> str:
    style = f' class="{text}"' if text in ("failed", "passed", "excused") else ""
    return f"<td{style}>{escape(text)}</td>"
