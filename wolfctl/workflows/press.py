"""The press that `up` shows: which hops it must pass, and what to make of the times that came back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

# In the order in which a press for help travels: hop → how it is told.
HOPS: Mapping[str, str] = {
    "understood": "intent understood",
    "sentence": "sentence",
    "committed": "alert committed",
    "spoken": "spoken aloud",
    "published": "outbox → SNS",
    "queued": "SNS → SQS",
    "received_by_worker": "SQS → Lambda",
    "pushed_websocket": "Lambda → WebSocket",
    "caregiver_received": "caregiver's WebSocket received it",
    "sms_sent": "SMS sent",
    "acknowledged": "acknowledged",
    "person_told": "the person sees",
}

# Where to look when a hop is missing.
REMEDIES: Mapping[str, str] = {
    "understood": "The API answers /intents; its log is .wolf/local/logs/api.log.",
    "committed": "The API answers /alerts; its log is .wolf/local/logs/api.log.",
    "spoken": "The API answers /speech and starts python -m api.espeak; its log is .wolf/local/logs/api.log.",
    "published": "The outbox relay runs inside the API unless OUTBOX_RELAY is off; see .wolf/local/logs/api.log.",
    "queued": "The topic's subscription and the queue's event source mapping hand it to deliver_alert, which tells of "
    "both; compare with `wolfctl plan local`.",
    "received_by_worker": "deliver_alert ran and failed; see its log group, or .wolf/local/logs/emulator.log.",
    "pushed_websocket": "deliver_alert posts to @connections; see .wolf/local/logs/emulator.log.",
    "caregiver_received": "The socket is opened by the applied $connect route; compare with `wolfctl plan local`.",
    "sms_sent": "deliver_alert texts verified numbers with consent; see .wolf/local/logs/emulator.log.",
}


@dataclass(frozen=True, slots=True)
class Hop:
    """A stretch of the way: when it was passed, in milliseconds after the press, and what there is to say."""

    name: str
    at_ms: float
    detail: str = ""

    @property
    def title(self) -> str:
        """The hop in words."""
        return HOPS[self.name]


def in_order(pressed_at: datetime, seen: Mapping[str, tuple[datetime, str]]) -> list[Hop]:
    """The hops that were passed, in the order of the way; times count from the press."""
    return [
        Hop(name, 1000 * (seen[name][0] - pressed_at).total_seconds(), seen[name][1]) for name in HOPS if name in seen
    ]


def missing(seen: Iterable[str], way: Iterable[str] = HOPS) -> str | None:
    """The first hop of a way that was not passed."""
    passed = set(seen)
    return next((name for name in way if name not in passed), None)
