"""Quiet hours: when only what is urgent may ring, by the caregiver's own clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From a time of the day until another, perhaps over midnight."""

    begin: time
    end: time
    zone: tzinfo

    def hold(self, at: datetime) -> bool:
        """Tell whether an instant lies within them."""
        wall = at.astimezone(self.zone).time()
        if self.begin < self.end:
            return self.begin <= wall < self.end
        return wall >= self.begin or wall < self.end

    def edges(self, since: datetime, before: datetime) -> Iterator[datetime]:
        """Yield, in UTC, when they begin and end within a span."""
        day = since.astimezone(self.zone).date() - A_DAY
        while day <= before.astimezone(self.zone).date():
            for wall in (self.begin, self.end):
                instant = datetime.combine(day, wall, self.zone).astimezone(UTC)
                if since < instant < before:
                    yield instant
            day += A_DAY
