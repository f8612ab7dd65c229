"""Terraform's progress while it runs: what is done, how long it has taken, and what is slow."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table

from wolfctl.adapters.earlier_runs import EarlierRuns
from wolfctl.adapters.terraform_events import Counts, Diagnostic, Event, Remark, ResourceEvent
from wolfctl.console import Console
from wolfctl.console.durations import left, spoken

SYMBOLS = {"create": "[green]+[/]", "update": "[yellow]~[/]", "delete": "[red]-[/]", "read": "[cyan]<[/]"}
SHOWN = 6
HEARTBEAT_S = 30


@dataclass
class Tally:
    """What has been heard so far; the clock is an argument."""

    total: int = 0
    refreshed: int = 0
    failed: int = 0
    planned: set[str] = field(default_factory=set)
    running: dict[str, tuple[str, float]] = field(default_factory=dict)
    finished: dict[str, float] = field(default_factory=dict)

    def hear(self, event: Event, now: float) -> None:
        """Take one event in."""
        match event:
            case ResourceEvent("planned", address):
                # an apply tells what was planned once more
                self.planned.add(address)
                self.total = max(self.total, len(self.planned))
            case ResourceEvent("refreshed", _):
                self.refreshed += 1
            case ResourceEvent("done", _, "read"):
                self.refreshed += 1
            case ResourceEvent(_, _, "read"):
                pass
            case ResourceEvent("started", address, action):
                self.running[address] = (action, now)
            case ResourceEvent("done" | "failed" as stage, address):
                begun = self.running.pop(address, ("", now))[1]
                self.finished[address] = max(now - begun, self.finished.get(address, 0))
                self.failed += stage == "failed"
            case Counts("plan", add, change, remove):
                self.total = add + change + remove

    def slow(self, now: float, most: int) -> list[tuple[str, str, float]]:
        """Address, action and seconds of what has been running longest."""
        running = [(address, action, now - begun) for address, (action, begun) in self.running.items()]
        return sorted(running, key=lambda row: -row[2])[:most]

    def slowest(self) -> tuple[str, float] | None:
        """What took longest of all that is finished."""
        return max(self.finished.items(), key=lambda pair: pair[1], default=None)


def watching(console: Console, root: Path) -> Callable[[str, int], "TerraformProgress"]:
    """How work with a title and a number of resources is shown, with what it usually takes in this checkout."""
    return lambda title, total: TerraformProgress(console, title, total=total, earlier=EarlierRuns(root, title))


class TerraformProgress:
    """Shows events as they come: live in a terminal, a line at a time elsewhere, not at all in JSON mode."""

    def __init__(
        self,
        console: Console,
        title: str,
        *,
        total: int = 0,
        earlier: EarlierRuns | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tally = Tally(total)
        self._console = console
        self._title = title
        self._clock = clock
        self._earlier = earlier
        self._usual_s = earlier.usual_s() if earlier else None
        self._begun = self._spoke = clock()
        self._warned: set[str] = set()
        live = console.err.is_interactive and not console.json
        self._live = Live(get_renderable=self._render, console=console.err, transient=True) if live else None

    def __enter__(self) -> "TerraformProgress":
        if self._live:
            self._live.start()
        else:
            usual = f", usually {spoken(self._usual_s)}" if self._usual_s is not None else ""
            self._console.note(f"{self._title}{usual} …")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
        if self._earlier and kind is None:
            self._earlier.took(self._clock() - self._begun)
        self._console.note(f"{self._title}: {self._outcome(kind is None)}")

    def __call__(self, event: Event) -> None:
        """Take one event in and show it."""
        now = self._clock()
        self.tally.hear(event, now)
        match event:
            case Diagnostic("warning") if event.summary not in self._warned:
                self._warned.add(event.summary)
                self._console.warn(event.text())
            case Remark(text, foreign=True):
                self._console.note(f"[dim]{escape(text)}[/]")
            case ResourceEvent("done" | "failed" as stage, address, action) if action != "read" and not self._live:
                word = "done" if stage == "done" else "failed"
                self._say(f"  {word} {escape(address)} ({self._done()}, {spoken(self.tally.finished[address])})", now)
            case ResourceEvent("progress") if not self._live and now - self._spoke > HEARTBEAT_S:
                rows = self.tally.slow(now, 3)
                waiting = ", ".join(f"{address} for {spoken(seconds)}" for address, _, seconds in rows)
                rest = left(self._usual_s, now - self._begun)
                self._say(f"  still at it: {escape(waiting)}{f'; {rest}' if rest else ''}", now)

    def say(self, text: str) -> None:
        """Say something between the lines."""
        self._console.note(f"[yellow]{escape(text)}[/]")

    def _say(self, text: str, now: float) -> None:
        self._spoke = now
        self._console.note(text)

    def _done(self) -> str:
        done = len(self.tally.finished)
        return f"{done} of {max(self.tally.total, done)}"

    def _outcome(self, well: bool) -> str:
        parts = ["done" if well else "stopped"]
        if self.tally.finished:
            parts[0] = f"{parts[0]}, {self._done()} resources"
        elif self.tally.refreshed:
            parts[0] = f"{parts[0]}, {self.tally.refreshed} resources read"
        parts[0] += f", {spoken(self._clock() - self._begun)}"
        slowest = self.tally.slowest()
        if slowest and slowest[1] >= 1:
            parts.append(f"slowest {escape(slowest[0])} {spoken(slowest[1])}")
        return "; ".join(parts)

    def _render(self) -> Table:
        now = self._clock()
        table = Table.grid(padding=(0, 1))
        state = self._done() if self.tally.finished or self.tally.running else f"{self.tally.refreshed} read"
        rest = left(self._usual_s, now - self._begun)
        line = f"[bold]{escape(self._title)}[/]  {state}  {spoken(now - self._begun)}  [dim]{rest}[/]".rstrip()
        table.add_row(Spinner("dots", text=line))
        for address, action, seconds in self.tally.slow(now, SHOWN):
            table.add_row(f"  {SYMBOLS.get(action, ' ')} {escape(address)} [dim]{spoken(seconds)}[/]")
        if (more := len(self.tally.running) - SHOWN) > 0:
            table.add_row(f"  [dim]and {more} more[/]")
        return table
