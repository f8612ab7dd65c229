"""Who is on duty when a duty goes round: hand-offs by the clock of one time zone, and covers for a span."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)


class Period(StrEnum):
    """How long one has the duty before the next has it."""

    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def days(self) -> int:
        """Return its length in days of the calendar."""
        return 1 if self is Period.DAILY else 7


@dataclass(frozen=True, slots=True)
class Rotation:
    """A duty that goes round its members, the first of them from `starts_on` at the hand-off."""

    name: str
    members: tuple[UUID, ...]
    period: Period
    hands_off_at: time
    starts_on: date
    time_zone: str

    def turn(self, at: datetime) -> int:
        """Return whose turn it is: the place among the members. Before the start it goes round as well."""
        wall = at.astimezone(ZoneInfo(self.time_zone))
        day = wall.date() if wall.time() >= self.hands_off_at else wall.date() - A_DAY
        return (day - self.starts_on).days // self.period.days % len(self.members)

    def edges(self, since: datetime, before: datetime) -> Iterator[datetime]:
        """Yield, in UTC, each hand-off within a span."""
        zone = ZoneInfo(self.time_zone)
        day = since.astimezone(zone).date() - A_DAY
        while day <= before.astimezone(zone).date():
            if (day - self.starts_on).days % self.period.days == 0:
                instant = datetime.combine(day, self.hands_off_at, zone).astimezone(UTC)
                if since < instant < before:
                    yield instant
            day += A_DAY


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody who has a rotation's duty for a span, whoever's turn it is."""

    id: UUID
    rotation: str
    account_id: UUID
    begins_at: datetime
    ends_at: datetime
    made_at: datetime


def on_duty(rotation: Rotation, covers: Iterable[Cover], around: frozenset[UUID], at: datetime) -> UUID | None:
    """Return who has the duty: the newest cover, else whose turn it is, else the next in turn; all must be `around`."""
    covering = [
        cover
        for cover in covers
        if cover.rotation == rotation.name and cover.begins_at <= at < cover.ends_at and cover.account_id in around
    ]
    if covering:
        return max(covering, key=lambda cover: (cover.made_at, cover.id)).account_id
    turn = rotation.turn(at)
    in_turn = (*rotation.members[turn:], *rotation.members[:turn])
    return next((member for member in in_turn if member in around), None)
