"""The hours in which an environment may be drilled, and who has agreed to them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from wolfctl.errors import Refused

LONGEST = timedelta(hours=8)
KEYS = ("environment", "approved_by", "from", "to")


@dataclass(frozen=True, slots=True)
class Window:
    """Who allows a drill of which environment, from when to when."""

    environment: str
    approved_by: str
    begins: datetime
    ends: datetime

    def require_open(self, environment: str, now: float) -> None:
        """Raise Refused outside the window, or when it is another environment's."""
        at = datetime.fromtimestamp(now, UTC)
        if self.environment != environment:
            raise Refused(f"The window is for {self.environment}, not for {environment}.", hint="Have one signed off.")
        if not self.begins <= at < self.ends:
            raise Refused(
                f"The window of {environment} is not open.",
                why=f"It is {at:%Y-%m-%d %H:%M} UTC; {self.approved_by} allowed"
                f" {self.begins:%Y-%m-%d %H:%M} to {self.ends:%Y-%m-%d %H:%M} UTC.",
                hint="Wait for it, or have another one signed off.",
            )

    def data(self) -> dict[str, Any]:
        """For the report."""
        return asdict(self) | {"begins": self.begins.isoformat(), "ends": self.ends.isoformat()}


def window(told: Mapping[str, Any]) -> Window:
    """Read a window: `environment`, `approved_by`, and `from` and `to` as ISO 8601 with an offset.

    Raises Refused with every fault that it has.
    """
    faults = [f"{key} is missing" for key in KEYS if not told.get(key)]
    faults += [f"{key} is not known" for key in told if key not in KEYS]
    times = {key: _moment(told[key]) for key in ("from", "to") if told.get(key)}
    faults += [f"{key} is not a time with an offset, such as 2026-11-26T02:00:00Z" for key in times if not times[key]]
    begins, ends = times.get("from"), times.get("to")
    if begins and ends and not begins < ends <= begins + LONGEST:
        faults.append(f"it must end after it begins, by at most {LONGEST.seconds // 3600} hours")
    if faults or begins is None or ends is None:
        raise Refused("The window cannot be used.", why="; ".join(faults) + ".", hint=f"It holds {', '.join(KEYS)}.")
    return Window(str(told["environment"]), str(told["approved_by"]), begins, ends)


def _moment(text: Any) -> datetime | None:
    try:
        at = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None
