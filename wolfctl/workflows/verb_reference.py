"""docs/reference.md: the help of every verb, as the command line itself prints it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VerbHelp:
    """One verb and what `wolfctl VERB --help` prints."""

    name: str
    text: str


def reference(overview: str, verbs: Iterable[VerbHelp]) -> str:
    """The page: the list of verbs first, then one section a verb in the same order."""
    sections = [f"## {verb.name}\n\n```text\n{verb.text.strip()}\n```" for verb in verbs]
    head = "# wolfctl\n\nWritten by `wolfctl docs` from the command line itself; `wolfctl VERB --help` prints the same."
    return "\n\n".join([head, f"```text\n{overview.strip()}\n```", *sections]) + "\n"
