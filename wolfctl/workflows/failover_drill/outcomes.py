"""What is known of a write once its answer came, or did not: it is there, it is not, or nobody can tell.

After Jepsen's `ok`, `fail` and `info` (https://jepsen-io.github.io/jepsen/jepsen.history.html).
"""

from enum import StrEnum


class Outcome(StrEnum):
    """Certain, certainly not, unknown."""

    OK = "ok"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"


# Where an attempt broke, when no answer came back → what that says of the write.
BROKEN = {
    "unreachable": Outcome.FAILED,  # nothing was sent
    "lost": Outcome.INDETERMINATE,  # sent, then the connection went
    "silent": Outcome.INDETERMINATE,  # sent, and no answer within the patience
    "unheard": Outcome.FAILED,  # a notification that did not arrive
}
# SQLSTATEs after which a commit may still have happened: the server went down around it (57P01, 57P02, 57P05), the
# connection broke (class 08), or the acknowledgement came with a warning that no standby has it (01000).
MAY_HAVE_COMMITTED = ("08", "57P01", "57P02", "57P05", "01000", "40003")
# 408, 429 and 4xx else are refusals before the work; the API answers 503 also when the commit's answer was lost.
REQUEST_TIMEOUT = 408


def of_status(status: int) -> Outcome:
    """What an HTTP status says of the write (RFC 9110)."""
    if 200 <= status < 300:
        return Outcome.OK
    if status >= 500 or status == REQUEST_TIMEOUT:
        return Outcome.INDETERMINATE
    return Outcome.FAILED


def of_sqlstate(code: str) -> Outcome:
    """What an error of PostgreSQL says of a statement that is its own transaction."""
    return Outcome.INDETERMINATE if code.startswith(MAY_HAVE_COMMITTED) else Outcome.FAILED


def of_code(code: str) -> Outcome:
    """What a canary's code says: `http 503`, `sqlstate 25006`, or one of BROKEN."""
    kind, _, value = code.partition(" ")
    if kind == "http":
        return of_status(int(value))
    return of_sqlstate(value) if kind == "sqlstate" else BROKEN[kind]
