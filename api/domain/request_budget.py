"""How many requests a principal may make: a token bucket each, of which only the most recent are kept."""

from collections import OrderedDict
from dataclasses import dataclass, field
from uuid import UUID

REMEMBERED_PRINCIPALS = 10_000


@dataclass(slots=True)
class Bucket:
    """What is left of a budget, and when that was so (seconds of a monotonic clock)."""

    left: float
    at: float


@dataclass(slots=True)
class RequestBudget:
    """Lets `burst` requests through at once and `per_second` from then on, for each account apart."""

    per_second: float
    burst: float
    # By the account's number: a UUID's own hash and comparison are written in Python.
    _buckets: "OrderedDict[int, Bucket]" = field(default_factory=OrderedDict)

    def wait(self, account_id: UUID, now: float) -> float:
        """Take one request from the account's budget at `now`, a monotonic time in seconds.

        Returns 0 when there was one left, otherwise the seconds until there will be; nothing is taken then.
        """
        account = account_id.int
        bucket = self._buckets.get(account)
        if bucket is None:
            bucket = self._buckets[account] = Bucket(self.burst, now)
            if len(self._buckets) > REMEMBERED_PRINCIPALS:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(account)
            left = bucket.left + (now - bucket.at) * self.per_second
            bucket.left = left if left < self.burst else self.burst
            bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) / self.per_second
        bucket.left -= 1
        return 0.0
