"""What requests took, by route, and whether a process's memory grows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any


@dataclass
class Timings:
    """The milliseconds of each request that succeeded and why others did not, by route."""

    took_ms: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def note(self, route: str, took_ms: float, error: str | None = None) -> None:
        """Write one request down."""
        if error is None:
            self.took_ms.setdefault(route, []).append(took_ms)
        else:
            self.errors.setdefault(route, []).append(error)

    @classmethod
    def of(cls, documents: Iterable[Mapping[str, Any]]) -> "Timings":
        """Put together what several processes wrote down."""
        whole = cls()
        for document in documents:
            for route, took in document["took_ms"].items():
                whole.took_ms.setdefault(route, []).extend(took)
            for route, told in document["errors"].items():
                whole.errors.setdefault(route, []).extend(told)
        return whole

    def by_route(self) -> dict[str, dict[str, float]]:
        """Return the figures of each route, those asked most often first."""
        routes = {route: self.took_ms.get(route, []) for route in {*self.took_ms, *self.errors}}
        rows = {route: {**figures(took), "errors": len(self.errors.get(route, []))} for route, took in routes.items()}
        return dict(sorted(rows.items(), key=lambda row: (-row[1]["count"], row[0])))


def figures(values: Sequence[float]) -> dict[str, float]:
    """Return how many there are, their percentiles and the largest, in their own unit; zeros of nothing."""
    ordered = sorted(values)
    cuts = {f"p{part}": round(percentile(ordered, part), 1) for part in (50, 95, 99)}
    return {"count": len(ordered), **cuts, "longest": round(percentile(ordered, 100), 1)}


def percentile(ordered: Sequence[float], part: float) -> float:
    """Return the smallest value that at least `part` per cent of the ordered values do not exceed (nearest rank)."""
    return ordered[max(0, ceil(len(ordered) * part / 100) - 1)] if ordered else 0.0


def slope_a_minute(samples: Sequence[tuple[float, float]]) -> float:
    """Return by how much a minute a value grows: the least-squares line through (second, value)."""
    count = len(samples)
    if count < 2:
        return 0.0
    middle, mean = sum(at for at, _ in samples) / count, sum(value for _, value in samples) / count
    spread = sum((at - middle) ** 2 for at, _ in samples)
    return 60 * sum((at - middle) * (value - mean) for at, value in samples) / spread if spread else 0.0


def second_half(samples: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the samples after the middle of their time: what a process keeps for good is made by then."""
    if not samples:
        return []
    middle = (samples[0][0] + samples[-1][0]) / 2
    return [sample for sample in samples if sample[0] >= middle]
