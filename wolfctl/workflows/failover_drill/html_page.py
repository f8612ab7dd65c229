"""The report as one HTML file that needs nothing else: no script, no font, no address."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from wolfctl.workflows.failover_drill import markdown, plot

STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6b7a; --line: #d5dde5; --paper: #fff;
  --good: #2a8f5c; --bad: #c4372b; --doubt: #d99a1c; --band: #dbe8f7; --bar: #3566a8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaf0; --soft: #9fb0c0; --line: #34414e; --paper: #141a20;
  --good: #4bbd83; --bad: #ef6a5e; --doubt: #e8b64a; --band: #22344a; --bar: #7ba7e0; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 960px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.soft { color: var(--soft); } .verdict { display: inline-block; padding: .1em .6em; border-radius: .4em; color: #fff;
  background: var(--bad); } .verdict.held { background: var(--good); }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92rem; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.held { color: var(--good); } td.not { color: var(--bad); font-weight: 600; } td.unknown { color: var(--doubt); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: .6rem; }
dl div { border: 1px solid var(--line); border-radius: .5em; padding: .4rem .7rem; }
dt { color: var(--soft); font-size: .82rem; } dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); } svg .path { text-anchor: end; fill: var(--ink); }
svg .ok { fill: var(--good); } svg .failed { fill: var(--bad); } svg .unknown { fill: var(--doubt); }
svg .event { stroke: var(--ink); stroke-dasharray: 2 3; } svg .axis { stroke: var(--soft); }
svg .band { fill: var(--band); } svg .interval { fill: var(--bar); }
.key span { display: inline-block; width: .8em; height: .8em; border-radius: .2em; margin: 0 .3em 0 1em; }
"""
CLASSES = {True: "held", False: "not", None: "unknown"}
WORDS = {True: "held", False: "not held", None: "not shown"}


def page(document: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> str:
    """The whole report; `earlier` holds lines of the history, newest first."""
    plan, verdict = document["plan"], str(document["verdict"])
    title = f"Failover drill of {document['environment']}"
    about = (
        f"{document['begun']} to {document['ended']}, by {document['operator']}, commit {document['commit']},"
        f" drill {document['id']}. {document['target'].get('what', '')}"
    )
    parts = [
        f'<h1>{escape(title)} <span class="verdict {escape(verdict)}">{escape(verdict)}</span></h1>',
        f'<p class="soft">{escape(about)}</p>',
        _figures(document),
        *[f"<p><strong>{escape(text)}</strong></p>" for text in markdown.troubles(document)],
        "<h2>Time without service</h2>",
        f"<p>{escape(markdown.published(document))}</p>",
        plot.intervals(document),
        *[_round(plan, one) for one in document["rounds"]],
        "<h2>Not exercised</h2>" + _list(plan["not_exercised"]),
        "<h2>Plan</h2>" + _list(plan["steps"]),
        "<p>It stops when</p>" + _list(plan["aborts"]),
        "<h2>Earlier drills</h2>",
        _table(markdown.HISTORY, map(markdown.history_row, earlier)) if earlier else "<p>This is the first.</p>",
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}: {escape(verdict)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _figures(document: Mapping[str, Any]) -> str:
    found = document["totals"]
    figures = {
        "rounds": found["rounds"],
        "acknowledged": found["acknowledged"],
        "of them lost": found["lost"],
        "duplicates": found["duplicates"],
        "indeterminate": found["indeterminate"],
        "worst path": _seconds(found["worst_rto_s"]),
        "median round": _seconds(found["median_rto_s"]),
    }
    if found["negative_control_lost"] is not None:
        figures["lost in the negative control"] = found["negative_control_lost"]
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(str(value))}</dd></div>" for name, value in figures.items()
    )
    return f"<dl>{cells}</dl>"


def _round(plan: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    kind = "" if one["kind"] == "drill" else f" ({one['kind']})"
    places = f"{one['primary_before']} led, then {one['primary_after']}." if one["primary_before"] else ""
    claims = "".join(
        f'<tr><td>{escape(plan["claims"][each["claim"]])}</td><td class="{CLASSES[each["held"]]}">'
        f"{WORDS[each['held']]}</td><td>{escape(each['seen'])}</td></tr>"
        for each in one["findings"]
    )
    key = "".join(
        f'<span style="background: var(--{colour})"></span>{word}'
        for colour, word in (("good", "acknowledged"), ("bad", "failed"), ("doubt", "indeterminate"))
    )
    return "\n".join(
        [
            f"<h2>Round {one['number']}: {escape(one['fault'] + kind)}</h2>",
            f'<p class="soft key">{escape(places)}{key}</p>' if one["bins"] else "",
            plot.timeline(one),
            f"<table><thead><tr><th>claim</th><th></th><th>seen</th></tr></thead><tbody>{claims}</tbody></table>",
            _table(("path", "last ok", "first ok after", "without service"), map(markdown.rto_row, one["rto"].items())),
        ]
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    titles = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>" if lines else ""


def _list(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _seconds(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f} s"
