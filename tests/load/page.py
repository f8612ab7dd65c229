"""docs/load.json, which runs write their figures to, and docs/load.md, which is made of it and of the mix."""

import json
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.load.machine import told_of
from tests.load.mix import ANSWERS, CAREGIVER, PERSON, Habit, expected

WIDTH = 118
WRONG = {
    "presses_lost": "presses lost",
    "presses_counted_twice": "presses counted twice",
    "task_events_lost": "events of tasks lost",
    "log_events_lost": "events of the log lost",
    "acknowledgements_lost": "answers to calls lost",
    "resolutions_lost": "calls resolved that are not",
    "notifications_lost": "notifications never shown",
    "notifications_shown_twice": "notifications shown twice",
    "notifications_never_written": "notifications shown that no inbox has",
    "alerts_unheard": "calls that rang nowhere",
}


def write(part: str, figures: dict[str, Any], root: Path) -> None:
    """Put the figures of one run into the document of a checkout, and make the page anew."""
    docs = root / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    kept = docs / "load.json"
    document = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    document[part] = figures
    kept.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    (docs / "load.md").write_text(page(document), encoding="utf-8")


def page(document: dict[str, Any]) -> str:
    """Return the whole page; a part that was not run yet says so."""
    parts = [*map(paragraph, INTRODUCTION), mix(), "## What came of it"]
    parts.append(morning(document["morning"]) if "morning" in document else "Not run yet.")
    parts += [*map(paragraph, GATEWAY), gateway(document["gateway"]) if "gateway" in document else "Not run yet."]
    return "\n\n".join(parts) + "\n"


def paragraph(text: str) -> str:
    """Return text in lines of an even length."""
    return textwrap.fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def mix() -> str:
    """Return who asks for what, and the sum."""
    asked = expected(1000, 1000, 1)
    rows = [*of("a person", PERSON), *of("a caregiver", CAREGIVER), *of("caregivers, of each person's calls", ANSWERS)]
    total = f"""Together {asked.per_second * 60 / 1000:.1f} requests a minute for a person and a caregiver:
        {asked.per_second:.0f} a second for a thousand of each, {asked.reading:.0%} of which only read. The
        [scaling guide](scaling.md) reckons with 5.2 a minute and a person; that the two come out so close is
        no proof of either. Pauses are drawn at random (exponential), so requests come in bunches as in life."""
    return "\n\n".join(("## The mix", table(["who", "request", "a minute", "why"], rows), paragraph(total)))


def of(who: str, habits: Iterable[Habit]) -> list[tuple[str, str, str, str]]:
    """Return the rows of those who have these habits."""
    return [(who, f"`{habit.route}`", f"{habit.a_minute:g}", habit.why) for habit in habits]


def morning(told: dict[str, Any]) -> str:
    """Return the figures of a morning."""
    size, machine, everything, api = (told[name] for name in ("size", "machine", "all", "api"))
    rings, limit = told["rings"], told["limit"]
    share = everything["errors"] / max(everything["answered"] + everything["errors"], 1)
    crowd = f"""{size["people"]:,} people, {size["caregivers"]:,} caregivers with a socket each, {size["minutes"]:g}
        minutes, rate {size["rate"]:g}; {told_of(machine)}, {machine["load_before"]:g} at the
        beginning. The cores bear load, API, both databases and whatever else is at work on the machine."""
    sums = f"""**{everything["answered"]:,} requests answered, {everything["per_second"]:g} a second
        ({everything["expected_per_second"]:g} by the mix), {everything["reading"]:.0%} of them reads;
        {everything["errors"]} errors ({share:.2%}).**"""
    failures = "; ".join(f"`{route}` {kinds}" for route, kinds in told["errors"].items())
    routes = [
        (f"`{route}`", *(f"{row[name]:,g}" for name in ("count", "errors", "p50", "p95", "p99", "longest")))
        for route, row in told["routes"].items()
    ]
    heard = f"""From a press to the frame at a caregiver's socket, the press's own request included: p50
        {rings["p50"]:,g} ms, p95 {rings["p95"]:,g} ms, p99 {rings["p99"]:,g} ms, longest {rings["longest"]:,g} ms, of
        {rings["count"]:,} first rings."""
    memory = f"""The API's memory: {api["mib_at_first"]:g} MiB at first, {api["mib_half_way"]:g} half way,
        {api["mib_at_last"]:g} at last, {api["mib_at_most"]:g} at most; over the second half the least-squares line
        through a sample each five seconds rises by {api["mib_a_minute"]:g} MiB a minute. The process used
        {api["cpu_of_a_core"]:g} of a core, {api["cpu_ms_a_request"]:g} ms a request: sockets, relay and eSpeak NG
        included; {api["waited_for_a_core"]:.0%} of the time it was ready and waited for a core."""
    ratio = f"""Beside its limit: after the morning, the same process and a bare ASGI application over `asyncpg.Pool`
        were asked for boards in turns, over 32 connections ([performance](performance.md) says how). CPU ratio to the
        limit {limit["cpu_ratio"]:g}, rate ratio {limit["rate_ratio"]:g}, {limit["cpu_ms"]:g} ms of CPU a board."""
    compared = """What devices were told is done, and how much of it database, inboxes and sockets did not bear out:"""
    return "\n\n".join(
        (
            paragraph(crowd),
            paragraph(sums),
            table(["request", "answered", "errors", "p50 ms", "p95 ms", "p99 ms", "longest ms"], routes),
            *([paragraph(f"Errors: {failures}.")] if failures else []),
            *map(paragraph, (heard, memory, ratio)),
            "### The ledger",
            paragraph(compared),
            table(["acknowledged", ""], [(name, f"{count:,}") for name, count in told["acknowledged"].items()]),
            table(["went wrong", ""], [(name, told["wrong"][key]) for key, name in WRONG.items()]),
        )
    )


def gateway(told: dict[str, Any]) -> str:
    """Return the roadmap's own figures."""
    rows = [
        (
            f"`{name}`",
            f"p95 ≤ {row['limit_ms']} ms",
            *(f"{row[part]:g}" for part in ("p50", "p95", "p99")),
            row["count"],
        )
        for name, row in told["routes"].items()
    ]
    sockets = told["sockets"]
    quiet = f"""{told_of(told["machine"])}; one request at a time, after a first few:"""
    held = f"""Sockets: of {sockets["wanted"]:,} caregivers {sockets["connected"]:,} connected within
        {sockets["took_s"]:g} s, each through `$connect`, its authorizer and the `connections` function, and
        {sockets["held"]:,} of them answered a ping at the end. Meanwhile {sockets["calls"]} calls went out to twenty
        caregivers each: of {sockets["to_ring"]:,} sockets {sockets["rang"]:,} rang, p50 {sockets["p50_s"]:g} s and p99
        {sockets["p99_s"]:g} s after the press, by way of outbox, SNS, SQS and `deliver_alert`."""
    columns = ["through the gateway", "roadmap", "p50 ms", "p95 ms", "p99 ms", "requests"]
    return "\n\n".join((paragraph(quiet), table(columns, rows), paragraph(held)))


INTRODUCTION = (
    "# A morning of a thousand people",
    """Written by the runs that it tells of: `make test-load` (a quarter of an hour; `LOAD_PEOPLE`, `LOAD_CAREGIVERS`,
    `LOAD_MINUTES` and `LOAD_RATE` change it) and, for the last part,
    `pytest tests/local/test_roadmap_figures.py -m slow`. The figures as data: [load.json](load.json). A run that is
    smaller than usual prints the same and writes it beneath `.wolf/load` alone.""",
    """The load goes to one API process and takes the API's own path: it is asked directly, holds the sockets itself,
    and writes to a primary and a synchronous standby with `fsync`. The people are Locust's users, the caregivers the
    [reference client](../clients/python/alphawolf_notifications.py), who come when it rings. The function that
    understands sentences runs its real rules behind a small HTTP server. Not on this path: API Gateway, SNS, SQS, text
    messages, escalation. It is a morning, not a flood: how much the API can take stands in
    [performance.md](performance.md).""",
)
GATEWAY = (
    "## The roadmap's figures, through the applied API Gateway",
    """`GET /symbols` and a personal board within 200 ms at p95, warm, and 1,000 caregivers connected: asked through the
    REST and WebSocket APIs that Terraform applied to the embedded environment, with authorizers, functions and
    integrations. The emulator behind them is **one Python process and not AWS**: this says that the path works and what
    it costs here, and nothing of how quick AWS is.""",
)


if __name__ == "__main__":  # when words of the page have changed
    DOCS = Path(__file__).parents[2] / "docs"
    (DOCS / "load.md").write_text(page(json.loads((DOCS / "load.json").read_text(encoding="utf-8"))), encoding="utf-8")
