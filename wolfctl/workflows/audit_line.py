"""What is kept of a command: who ran it when, on what, with which words, and how it ended."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

MASK = "(masked)"
_SECRET_NAME = re.compile(r"(?i)(pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key)")
# Access keys of AWS, JSON web tokens, a password within a URL.
_SECRET_VALUE = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=://)[^/\s@:]*:[^/\s@]+(?=@)")


def line(
    words: Sequence[str],
    environments: Sequence[str],
    *,
    began: datetime,
    seconds: float,
    who: str,
    commit: str,
    exit_code: int,
) -> dict[str, Any]:
    """One command; its environment is the first of its words that names one, null where none does."""
    verb, *rest = words
    return {
        "when": began.isoformat(timespec="milliseconds"),
        "who": who,
        "verb": verb,
        "environment": next((word for word in rest if word in environments), None),
        "arguments": list(masked(rest)),
        "git_commit": commit or None,
        "exit_code": exit_code,
        "seconds": round(seconds, 3),
    }


def masked(words: Sequence[str]) -> Iterator[str]:
    """The words with what looks like a secret left out: by the name before it, or by its own form."""
    hide_next = False
    for word in words:
        name, equals, value = word.partition("=")
        if hide_next:
            yield MASK
        elif equals and value and _SECRET_NAME.search(name):
            yield f"{name}={MASK}"
        else:
            yield _SECRET_VALUE.sub(MASK, word)
        hide_next = not hide_next and word.startswith("-") and not equals and bool(_SECRET_NAME.search(word))
