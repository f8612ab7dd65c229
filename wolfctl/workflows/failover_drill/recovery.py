"""How long a path was without service: an interval, since a canary only samples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wolfctl.workflows.failover_drill.ledger import Attempt

# So many acknowledgements in a row make a recovery; one that stands alone in the middle of an outage does not.
SUSTAINED = 3


@dataclass(frozen=True, slots=True)
class Recovery:
    """The two acknowledgements around an outage; seconds after the trigger.

    Each took effect somewhere between its request and its answer, so the time without service lies in the interval.
    """

    path: str
    last_ok_begun: float
    last_ok_ended: float
    first_ok_begun: float
    first_ok_ended: float

    @property
    def shortest(self) -> float:
        """The least time without service that fits what was seen, seconds."""
        return max(0.0, self.first_ok_begun - self.last_ok_ended)

    @property
    def longest(self) -> float:
        """The most time without service that fits what was seen, seconds."""
        return self.first_ok_ended - self.last_ok_begun


def recovery(path: str, attempts: Iterable[Attempt], triggered: float) -> Recovery | None:
    """The longest time without an acknowledgement that ended after the trigger; None while it has not ended."""
    mine = sorted((attempt for attempt in attempts if attempt.path == path), key=lambda attempt: attempt.ended)
    steady = sustained(mine)
    gaps = [(before, after) for before, after in pairwise(steady) if after.ended > triggered]
    if not gaps or is_out(mine):
        return None
    before, after = max(gaps, key=lambda gap: gap[1].ended - gap[0].ended)
    times = (before.begun, before.ended, after.begun, after.ended)
    return Recovery(path, *(moment - triggered for moment in times))


def sustained(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The acknowledgements that stand in a row of at least SUSTAINED; `attempts` come in the order of their ends."""
    kept: list[Attempt] = []
    row: list[Attempt] = []
    for attempt in attempts:
        if attempt.ok:
            row.append(attempt)
            continue
        kept += row if len(row) >= SUSTAINED else []
        row = []
    return kept + (row if len(row) >= SUSTAINED else [])


def is_out(attempts: Sequence[Attempt]) -> bool:
    """Whether the last attempts are not all acknowledged; `attempts` come in the order of their ends."""
    last = attempts[-SUSTAINED:]
    return len(last) < SUSTAINED or not all(attempt.ok for attempt in last)


def has_recovered(path: str, attempts: Iterable[Attempt], triggered: float) -> bool:
    """Whether the path has answered in a row with attempts that began after the trigger."""
    mine = [attempt for attempt in attempts if attempt.path == path and attempt.begun > triggered]
    return not is_out(sorted(mine, key=lambda attempt: attempt.ended))
