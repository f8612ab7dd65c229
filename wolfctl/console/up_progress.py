"""The steps of `wolfctl up` while they run, and where the time went afterwards."""

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from wolfctl.adapters.step_graph import Progress
from wolfctl.adapters.terraform_events import Event, ResourceEvent
from wolfctl.console import Console, live_lines
from wolfctl.console.durations import left
from wolfctl.console.terraform_progress import SYMBOLS, Tally
from wolfctl.workflows.up import Step

# A step that takes longer than this is worth a word.
WORTH_A_WORD_S = 2.0
HEARTBEAT_S = 10.0
SHOWN = 5


class UpProgress:
    """Live in a terminal, lines elsewhere, silent in JSON mode."""

    def __init__(
        self, console: Console, steps: Sequence[Step], progress: Progress, *, usual_s: float | None = None
    ) -> None:
        self._console = console
        self._steps = steps
        self._progress = progress
        self._usual_s = usual_s
        self._tally = Tally()
        self._begun = time.monotonic()
        self._said: set[str] = set()
        self._spoke = self._begun

    def hear(self, event: Event) -> None:
        """Take in an event of Terraform's; an apply says again what its plan has said."""
        if not (isinstance(event, ResourceEvent) and event.stage == "planned" and self._tally.finished):
            self._tally.hear(event, time.monotonic())

    def shown(self) -> AbstractAsyncContextManager[None]:
        """Show the steps for as long as the block runs."""
        return live_lines.shown(self._console, self._render, lambda: self._speak(time.monotonic()))

    def timings(self) -> Table:
        """Every step: when it began, how long it took, what came of it."""
        table = Table(title="Where the time went", title_justify="left", box=None, padding=(0, 1))
        table.add_column("step")
        table.add_column("from", justify="right")
        table.add_column("took", justify="right")
        table.add_column("")
        for step in self._steps:
            if step.name in self._progress.begun:
                start = f"{self._progress.begun[step.name] - self._begun:.1f} s"
                took = f"{self._progress.seconds(step.name):.1f} s"
                table.add_row(step.title, start, took, escape(self._progress.remarks.get(step.name, "")))
        return table

    def seconds(self) -> Mapping[str, Mapping[str, float]]:
        """The same for programs."""
        return {
            name: {"from_s": round(begun - self._begun, 3), "took_s": round(self._progress.seconds(name), 3)}
            for name, begun in self._progress.begun.items()
        }

    def elapsed(self) -> float:
        """Seconds since the first step."""
        return time.monotonic() - self._begun

    def _speak(self, now: float) -> None:
        for step in self._steps:
            took = self._progress.seconds(step.name)
            if step.name in self._progress.ended and f"{step.name} done" not in self._said:
                self._say(f"  [green]✓[/] {step.title} ({took:.1f} s) {self._remark(step)}", f"{step.name} done", now)
            elif step.name in self._progress.begun and took > WORTH_A_WORD_S and step.name not in self._said:
                self._say(f"  … {step.title}", step.name, now)
        if now - self._spoke > HEARTBEAT_S and self._running():
            told = ", ".join(step.title for step in self._running())
            rest = left(self._usual_s, now - self._begun)
            self._say(f"  … {told}: {now - self._begun:.0f} s {self._terraform(now)} {rest}".rstrip(), f"at {now}", now)

    def _say(self, text: str, key: str, now: float) -> None:
        self._said.add(key)
        self._spoke = now
        self._console.note(text)

    def _running(self) -> list[Step]:
        return [
            step for step in self._steps if step.name in self._progress.begun and step.name not in self._progress.ended
        ]

    def _terraform(self, now: float) -> str:
        if "apply" not in self._progress.begun or "apply" in self._progress.ended:
            return ""
        if not self._tally.running and not self._tally.finished:
            return f"({self._tally.refreshed} resources read)" if self._tally.refreshed else ""
        slow = ", ".join(f"{escape(address)} {seconds:.0f} s" for address, _, seconds in self._tally.slow(now, 3))
        return f"({len(self._tally.finished)} of {self._tally.total} resources; {slow})"

    def _remark(self, step: Step) -> str:
        remark = self._progress.remarks.get(step.name, "")
        return f"[dim]{escape(remark)}[/]" if remark else ""

    def _render(self) -> Table:
        now = time.monotonic()
        table = Table.grid(padding=(0, 1))
        for step in self._steps:
            took = f"{self._progress.seconds(step.name):.1f} s"
            if step.name in self._progress.ended:
                table.add_row(Text("✓", "green"), step.title, took, self._remark(step))
            elif step.name in self._progress.begun:
                table.add_row(Spinner("dots"), step.title, took, "")
                if step.name == "apply" and (self._tally.running or self._tally.refreshed):
                    table.add_row("", f"  {self._terraform(now)}", "", "")
                    for address, action, seconds in self._tally.slow(now, SHOWN):
                        table.add_row("", f"  {SYMBOLS.get(action, ' ')} {escape(address)}", f"{seconds:.0f} s", "")
            else:
                table.add_row("", Text(step.title, "dim"), "", "")
        if rest := left(self._usual_s, now - self._begun):
            table.add_row("", Text(rest, "dim"), "", "")
        return table
