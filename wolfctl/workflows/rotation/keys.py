"""What is known of a key, and whether its rotation is due."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What keys are for; each kind is rotated in a way of its own."""

    KMS = "kms"
    DATA_KEYS = "data-keys"
    DATABASE = "database"
    SIGNING = "signing"
    HMAC = "hmac"


# The oldest that a key may be, in days. KMS and Secrets Manager rotate by themselves within these (modules/security,
# modules/data), and the API makes a new data key by itself; nobody but this verb rotates the other two.
POLICY_DAYS = {Kind.KMS: 365, Kind.DATA_KEYS: 90, Kind.DATABASE: 30, Kind.SIGNING: 365, Kind.HMAC: 365}
# What rotates by itself does so within its window, not to the second.
GRACE = timedelta(days=2)
# "A maximum of 25 times per KMS key" (developer guide; the API reference still says 10).
# https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-on-demand.html
MOST_ON_DEMAND, MOST_ON_DEMAND_BEFORE = 25, 10


@dataclass(frozen=True, slots=True)
class KeyState:
    """One key: `id` is what its service knows it by, `automatic` None where nothing rotates it by itself.

    `on_demand` counts rotations that somebody asked for; `problem` is what makes it due whatever its age.
    """

    kind: Kind
    name: str
    id: str
    made: datetime
    rotated: datetime | None = None
    automatic: bool | None = None
    period_days: int | None = None
    on_demand: int = 0
    note: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A key against the policy; `why` says what makes it due."""

    key: KeyState
    age_days: int
    limit_days: int
    why: str

    @property
    def due(self) -> bool:
        """Whether it has to be rotated."""
        return bool(self.why)

    def data(self) -> dict[str, Any]:
        """The row of a report."""
        return {**asdict(self.key), "age_days": self.age_days, "limit_days": self.limit_days, "due": self.due} | {
            "why": self.why
        }


def judge(key: KeyState, now: datetime) -> Verdict:
    """Hold a key against the policy of its kind."""
    limit = POLICY_DAYS[key.kind]
    age = now - (key.rotated or key.made)
    why = key.problem
    if not why and key.automatic is False:
        why = "automatic rotation is off"
    if not why and key.period_days is not None and key.period_days > limit:
        why = f"rotates each {key.period_days} days, {limit} are allowed"
    if not why and age > timedelta(days=limit) + GRACE:
        why = f"{age.days} days old, {limit} are allowed"
    return Verdict(key, age.days, limit, why)


def judged(keys: Iterable[KeyState], now: datetime) -> tuple[Verdict, ...]:
    """Hold every key against the policy, in the order of kinds."""
    order = list(Kind)
    return tuple(judge(key, now) for key in sorted(keys, key=lambda key: (order.index(key.kind), key.name)))
