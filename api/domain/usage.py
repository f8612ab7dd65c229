"""What a person said with their board: which events are taken, and how they fall into sessions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

# A device may have been offline for so long, and its clock may run ahead by so much.
OLDEST = timedelta(days=62)
AHEAD = timedelta(minutes=10)
# Whoever says nothing for so long begins a new session.
SESSION_GAP = timedelta(minutes=30)

Kind = Literal["button", "utterance", "action"]


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """One event; its id and time are the device's own, and together with the person they are what it is known by."""

    id: UUID
    timestamp: datetime
    event: Kind
    symbols: tuple[str, ...] = ()
    label: str | None = None
    text: str | None = None
    action: str | None = None
    button_id: str | None = None
    board_id: str | None = None
    spoken: bool = True
    modeling: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that is not taken, and why; the others of its batch are."""

    id: UUID
    what: str


def sorted_out(events: Iterable[UsageEvent], now: datetime) -> tuple[list[UsageEvent], list[Refused]]:
    """Return the events to keep, and those to refuse: one bad clock must not hold up a whole queue for ever."""
    kept, refused = [], []
    for event in events:
        if event.timestamp > now + AHEAD:
            refused.append(Refused(event.id, "is in the future; set the device's clock"))
        elif event.timestamp < now - OLDEST:
            refused.append(Refused(event.id, f"is more than {OLDEST.days} days old"))
        else:
            kept.append(event)
    return kept, refused


def sessions(events: Sequence[UsageEvent]) -> Iterator[list[UsageEvent]]:
    """Yield sessions of events, which come in the order of their time."""
    session: list[UsageEvent] = []
    for event in events:
        if session and event.timestamp - session[-1].timestamp > SESSION_GAP:
            yield session
            session = []
        session.append(event)
    if session:
        yield session
