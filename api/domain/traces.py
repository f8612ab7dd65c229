"""Which request a piece of work belongs to, across processes.

W3C Trace Context, https://www.w3.org/TR/trace-context/.
"""

import re
from typing import NamedTuple

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


class Trace(NamedTuple):
    """A trace and our own span in it; hex digits alone, so that it may stand in a log line or a statement."""

    trace_id: str
    span_id: str
    flags: str = "00"

    @property
    def parent(self) -> str:
        """Return the traceparent to hand on."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def continued(traceparent: str | None, random_hex: str) -> Trace:
    """Return our span in the trace that a caller names, or in one of its own if it names none or names it badly.

    `random_hex` are 48 random hex digits.
    """
    named = TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if named is None or not int(named[1], 16) or not int(named[2], 16):
        return Trace(random_hex[:32], random_hex[32:48])
    return Trace(named[1], random_hex[32:48], named[3])
