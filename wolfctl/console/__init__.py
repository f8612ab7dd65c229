"""The one Rich console: results go to stdout, progress and remarks to stderr, `--json` turns results into data."""

import json as jsonlib
import os
import sys
import textwrap
from typing import Any

from rich.console import Console as RichConsole
from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from wolfctl.errors import Refused, WolfctlError


class Console:
    """Where a verb speaks: people read renderables, programs read one JSON document on stdout."""

    def __init__(self, *, json: bool = False) -> None:
        self.json = json
        self.out = _Stream(highlight=False, soft_wrap=False)
        self.err = _Stream(stderr=True, highlight=False)

    def result(self, data: Any, *renderables: RenderableType) -> None:
        """Print the answer of a verb: `data` in JSON mode, the renderables otherwise."""
        if self.json:
            sys.stdout.write(jsonlib.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n")
            sys.stdout.flush()
            return
        for renderable in renderables:
            self.out.print(renderable)

    def text(self, text: str) -> None:
        """Print a document as it is, to be kept in a file."""
        sys.stdout.write(text)
        sys.stdout.flush()

    def note(self, text: RenderableType) -> None:
        """Say something in passing; silent in JSON mode."""
        if not self.json:
            self.err.print(text)

    def warn(self, text: str) -> None:
        """Say something that deserves attention but stops nothing."""
        self.err.print(f"[yellow]warning[/] {escape(text)}")

    def error(self, error: WolfctlError) -> None:
        """Say what went wrong, why, and what to do."""
        if self.json:
            self.result(
                {
                    "error": {
                        "kind": type(error).__name__,
                        "message": error.message,
                        "why": error.why,
                        "hint": error.hint,
                    }
                }
            )
            return
        for label, text in (
            ("[bold red]error[/] ", error.message),
            ("  [bold]why[/]  ", error.why),
            ("  [bold]do[/]   ", error.hint),
        ):
            if text:
                told = _beside(Text.from_markup(label).cell_len, text, self.err.width)
                self.err.print(f"{label}{escape(told)}", soft_wrap=True)

    def ask(self, question: str, expected: str) -> None:
        """Have a person type `expected`.

        Raises Refused when something else is typed, or when nobody is there to ask.
        """
        if not sys.stdin.isatty():
            raise Refused(
                f"This wants a person to type {expected!r}, and nobody is at the terminal.",
                hint="Run it in a terminal. Programs add --yes, which every environment but prod takes.",
            )
        self.err.print(f"{question} [bold]{escape(expected)}[/]: ", end="")
        if input().strip() != expected:
            raise Refused("Not agreed; nothing was changed.")


class _Stream(RichConsole):
    """A Rich console that leaves it to the verb what becomes of a reader that has gone, as `head` does."""

    def on_broken_pipe(self) -> None:
        """Pass on what Rich would make an exit of."""
        raise BrokenPipeError


def nobody_reads() -> None:
    """Let what is still to be flushed go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _beside(label: int, text: str, width: int) -> str:
    """A text that stays to the right of its label; no word is broken, so that a path or a URL can be copied."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += textwrap.wrap(line, width - label, break_long_words=False, break_on_hyphens=False) or [""]
    return f"\n{' ' * label}".join(lines).rstrip()
