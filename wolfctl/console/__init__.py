"""The one Rich console: results go to stdout, progress and remarks to stderr, `--json` turns results into data."""

import json as jsonlib
import sys
from typing import Any

from rich.console import Console as RichConsole
from rich.console import RenderableType
from rich.markup import escape

from wolfctl.errors import Refused, WolfctlError


class Console:
    """Where a verb speaks: people read renderables, programs read one JSON document on stdout."""

    def __init__(self, *, json: bool = False) -> None:
        self.json = json
        self.out = RichConsole(highlight=False, soft_wrap=False)
        self.err = RichConsole(stderr=True, highlight=False)

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
        self.err.print(f"[bold red]error[/] {escape(error.message)}")
        if error.why:
            self.err.print(f"  [bold]why[/]  {escape(_indented(error.why))}")
        if error.hint:
            self.err.print(f"  [bold]do[/]   {escape(error.hint)}")

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


def _indented(text: str) -> str:
    return text.replace("\n", "\n" + " " * len("  why  "))
