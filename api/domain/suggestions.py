"""Which symbols a person may want next, from what they themselves pressed at such times and after such symbols."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# What follows the last symbol says most; the time of day less; how often at all, the rest.
AFTER_WEIGHT, HOUR_WEIGHT, USE_WEIGHT = 0.6, 0.25, 0.15
# Breakfast at eight says something about nine, and little about noon.
HOURS_APART = 1.5


@dataclass(frozen=True, slots=True)
class Usage:
    """How often a symbol was pressed in an hour of the person's day (0 to 23), after another one or after none."""

    symbol: str
    hour: int
    previous: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A symbol with its score, 0 to 1."""

    symbol: str
    score: float


def suggest(usage: Iterable[Usage], last: Sequence[str], hour: int, limit: int) -> list[Suggestion]:
    """Return the likeliest next symbols, best first; those just pressed are left out."""
    after: dict[str, float] = defaultdict(float)
    timely: dict[str, float] = defaultdict(float)
    used: dict[str, float] = defaultdict(float)
    previous = last[-1] if last else None
    for row in usage:
        used[row.symbol] += row.count
        timely[row.symbol] += row.count * _nearness(row.hour, hour)
        if row.previous == previous:
            after[row.symbol] += row.count
    shares = [
        (AFTER_WEIGHT, after, sum(after.values())),
        (HOUR_WEIGHT, timely, sum(timely.values())),
        (USE_WEIGHT, used, sum(used.values())),
    ]
    scored = [
        Suggestion(symbol, round(sum(weight * part[symbol] / total for weight, part, total in shares if total), 6))
        for symbol in used
        if symbol not in last
    ]
    return sorted(scored, key=lambda found: (-found.score, found.symbol))[:limit]


def _nearness(hour: int, other: int) -> float:
    apart = abs(hour - other) % 24
    apart = min(apart, 24 - apart)
    return math.exp(-((apart / HOURS_APART) ** 2) / 2)
