"""Signing keys of CloudFront: which step is next, and how they stand in an environment's file."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wolfctl.errors import Refused

# A cookie is good for some hours; who got one from the key before keeps it for as long.
OVERLAP = timedelta(days=1)
LINE = re.compile(r"^(?P<indent> +)signing_keys:(?P<rest>[^\n]*)$", re.MULTILINE)


class Next(StrEnum):
    """What a rotation does with signing keys next; each wants something of an operator before the one after it."""

    MAKE = "make"
    WAIT = "wait"
    SIGN = "sign"
    LEAVE = "leave"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is known: `listed` stand in the environment's file, `trusted` by CloudFront; halves by name."""

    listed: Sequence[str]
    trusted: Collection[str]
    signing: str | None
    pending: str | None
    signs_since: datetime | None


def next_step(pairs: Pairs, now: datetime) -> Next:
    """Decide it; two keys are trusted from the apply that adds one to the apply that removes the other."""
    if pairs.pending is not None and pairs.pending not in {*pairs.listed, *pairs.trusted}:
        return Next.MAKE  # a run was cut off between the two halves: this one is in no file
    if pairs.pending is not None:
        return Next.SIGN if pairs.pending in pairs.trusted else Next.WAIT
    if pairs.signing is not None and set(pairs.listed) - {pairs.signing}:
        over = pairs.signs_since is not None and now - pairs.signs_since > OVERLAP
        return Next.LEAVE if over else Next.KEEP
    return Next.MAKE


def told(step: Next, pairs: Pairs, name: str, file: str) -> str:
    """What was done, and what it wants of an operator."""
    before = ", ".join(key for key in pairs.listed if key != (pairs.pending or pairs.signing))
    return {
        Next.MAKE: f"{name} was made: commit and apply {file}, then run this again to sign with it",
        Next.WAIT: f"{pairs.pending} is not trusted yet: apply {file}, then run this again",
        Next.SIGN: f"{pairs.pending} signs now, and {before} is trusted for a day more",
        Next.LEAVE: f"{before} left {file}: commit and apply it",
        Next.KEEP: f"{pairs.signing} signs, and {before} is trusted for a day",
    }[step]


def new_name(taken: Collection[str], now: datetime) -> str:
    """The month, and a number for a second one in it."""
    month = f"{now:%Y-%m}"
    return next(name for number in range(1, 99) if (name := month if number == 1 else f"{month}-{number}") not in taken)


def with_key(text: str, name: str, public: str) -> str:
    """The environment's file with one more key before the others. Raises Refused where it is not a block of its own."""
    found = LINE.search(text)
    rest = found["rest"].partition("#")[0].strip() if found else ""
    if found is None or rest:
        raise Refused(
            "The signing keys of the environment's file are not a block that a key can be added to.",
            hint="Write `signing_keys:` with one key on lines of its own beneath it.",
        )
    indent = found["indent"] + "  "
    lines = [f'{indent}"{name}": |', *(f"{indent}  {line}" for line in public.strip().splitlines())]
    return text[: found.end()] + "\n" + "\n".join(lines) + text[found.end() :]


def without_key(text: str, name: str) -> str:
    """The environment's file without a key."""
    block = re.compile(
        rf'^(?P<indent> +)["\']?{re.escape(name)}["\']?: \|[-+]?\n(?:(?P=indent) +[^\n]*\n)+', re.MULTILINE
    )
    return block.sub("", text, count=1)
