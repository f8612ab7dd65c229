"""Which months of the log are to be made, and which have been kept long enough."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

MONTHS_BACK = 3
MONTHS_AHEAD = 3
SHORTEST_RETENTION = 4


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """First days of the months to make and to drop, oldest first."""

    make: tuple[date, ...]
    drop: tuple[date, ...]


def month_after(month: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def plan_months(existing: Collection[date], now: datetime, keep: int) -> MonthPlan:
    """Return what is to be done with the months that exist; `now` is in UTC, `keep` months are kept besides this one.

    Raises ValueError when less would be kept than a device may still send.
    """
    if keep < SHORTEST_RETENTION:
        raise ValueError(f"the log is kept for at least {SHORTEST_RETENTION} months")
    this = date(now.year, now.month, 1)
    wanted = [month_after(this, n) for n in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
    oldest = month_after(this, -keep)
    return MonthPlan(
        tuple(month for month in wanted if month not in existing),
        tuple(sorted(month for month in existing if month < oldest)),
    )
