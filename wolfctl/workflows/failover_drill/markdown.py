"""The report for a pull request or a ticket."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
SIGNS = {True: "held", False: "**not held**", None: "not shown"}


def page(document: Document, earlier: Sequence[Mapping[str, Any]]) -> str:
    """The whole report; `earlier` holds lines of the history, newest first."""
    plan = document["plan"]
    parts = [
        f"# Failover drill of {document['environment']}: {document['verdict']}",
        f"{document['begun']} to {document['ended']}, by {document['operator']}, commit {document['commit']}, drill"
        f" {document['id']}. {document['target'].get('what', '')}".rstrip(),
        totals(document),
        *troubles(document),
        "## Claims\n\n" + "\n".join(f"- {claim}" for claim in plan["claims"].values()),
        *[_round(plan, one) for one in document["rounds"]],
        "## Beside what AWS publishes\n\n" + published(document),
        "## Not exercised\n\n" + "\n".join(f"- {text}" for text in plan["not_exercised"]),
    ]
    if earlier:
        parts.append("## Earlier drills\n\n" + _history(earlier))
    return "\n\n".join(parts) + "\n"


def totals(document: Document) -> str:
    """The figures of all rounds in a sentence or two."""
    found = document["totals"]
    rounds = f"{found['rounds']} round" + ("" if found["rounds"] == 1 else "s")
    text = (
        f"{rounds}: {found['acknowledged']} writes acknowledged, **{found['lost']} of them lost**,"
        f" **{found['duplicates']} duplicates**; {found['failed']} failed, {found['indeterminate']} indeterminate, of"
        f" which {found['recovered']} are there."
    )
    if found["worst_rto_s"] is not None:
        text += (
            f" Longest time without service on any path: {found['worst_rto_s']:.2f} s; median of the rounds"
            f" {found['median_rto_s']:.2f} s."
        )
    if found["negative_control_lost"]:
        text += f" The negative control lost {found['negative_control_lost']} acknowledged writes, as it must."
    elif found["negative_control_lost"] == 0:
        text += " The negative control lost nothing: it is not shown that a loss would be detected."
    return text


def troubles(document: Document) -> list[str]:
    """What the reader has to act on."""
    stopped = [f"Round {one['number']} was aborted: {one['aborted']}." for one in document["rounds"] if one["aborted"]]
    left = [f"Not put back: {trouble}." for trouble in document["not_put_back"]]
    return ["\n".join(f"> {text}" for text in stopped + left)] if stopped or left else []


def published(document: Document) -> str:
    """What AWS says of a Multi-AZ instance, with its source, and ours."""
    said, ours = document["published"], document["totals"]["worst_rto_s"]
    mine = f"This drill's worst path: {ours:.2f} s." if ours is not None else "This drill measured no failover."
    return f"{said['what']} {said['from_s']} to {said['to_s']} s ({said['source']}). {mine}"


def _round(plan: Document, one: Document) -> str:
    kind = "" if one["kind"] == "drill" else f" ({one['kind']})"
    lines = [f"## Round {one['number']}: {one['fault']}{kind}", ""]
    if one["primary_before"]:
        lines += [f"The primary was {one['primary_before']}, and is {one['primary_after']}.", ""]
    rows = [(plan["claims"][each["claim"]], SIGNS[each["held"]], each["seen"]) for each in one["findings"]]
    lines += [_table(("claim", "", "seen"), rows)]
    if one["rto"]:
        lines += [
            "",
            _table(("path", "last ok", "first ok after", "without service"), map(rto_row, one["rto"].items())),
        ]
    if one["troubles"]:
        told = [
            f"{path}: {', '.join(f'{n} × {code}' for code, n in met.items())}" for path, met in one["troubles"].items()
        ]
        lines += ["", "Instead of acknowledgements: " + "; ".join(told) + "."]
    lines += ["", *[f"- {event['at']:+.2f} s {event['what']} ({event['source']})" for event in one["events"]]]
    return "\n".join(lines).rstrip()


def rto_row(entry: tuple[str, Mapping[str, float] | None]) -> tuple[str, ...]:
    """A path, its last acknowledgement before and its first after, in seconds from the fault, and the interval."""
    path, found = entry
    if found is None:
        return path, "", "", "did not come back"
    between = f"{found['shortest_s']:.2f} to {found['longest_s']:.2f} s"
    return path, f"{found['last_ok_s']:+.2f} s", f"{found['first_ok_s']:+.2f} s", between


def history_row(one: Mapping[str, Any]) -> tuple[str, ...]:
    """An earlier drill in cells."""
    worst = "" if one["worst_rto_s"] is None else f"{one['worst_rto_s']:.2f} s"
    counts = (str(one["acknowledged"]), str(one["lost"]), str(one["duplicates"]))
    return (
        str(one["begun"]),
        str(one["verdict"]),
        str(one["fault"]),
        f"{one['rounds']} of {one['asked']}",
        *counts,
        worst,
    )


HISTORY = ("begun", "verdict", "fault", "rounds", "acknowledged", "lost", "duplicates", "worst path")


def _history(earlier: Sequence[Mapping[str, Any]]) -> str:
    return _table(HISTORY, map(history_row, earlier))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
