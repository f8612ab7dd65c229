"""A clip of speech: its name, how long it is kept, and which phrases are made before anybody asks for them."""

import base64
import io
import wave
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

Source = Literal["polly", "espeak"]

# The bucket drops what was written 30 days ago; a clip in use is renewed long before, so that some nights may fail.
KEPT = timedelta(days=30)
RENEWED_AFTER = timedelta(days=10)
# Speech that the plain voice made while the better one was out is made again after a while.
MADE_BETTER_AFTER = timedelta(minutes=10)
MOST_PHRASES = 300
LONGEST_PHRASE = 1000


@dataclass(frozen=True, slots=True)
class Audio:
    """Speech as bytes; `duration_s` is None where the format does not tell it."""

    content: bytes
    content_type: str
    source: Source
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """What is known of a clip in the store; none of it says what the clip says."""

    key: str
    content_type: str
    bytes: int
    source: Source
    duration_s: float | None
    made_at: datetime
    refreshed_at: datetime

    @property
    def etag(self) -> str:
        """Return the tag of its bytes: a clip that was made better is another representation (RFC 9110 §8.8.3)."""
        return f'"{self.key}.{self.source}"'

    def stands(self, now: datetime) -> bool:
        """Tell whether the store still has it, as far as time alone can tell."""
        return now - self.refreshed_at < KEPT

    def can_be_better(self, best: Source, now: datetime) -> bool:
        """Tell whether it is worth making again by the best voice there is."""
        return self.source != best and now - self.made_at > MADE_BETTER_AFTER


def key_of(digest: bytes) -> str:
    """Return a clip's key: the keyed digest of what it says, as it stands in addresses."""
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def name_of(person_id: UUID, key: str) -> str:
    """Return the name of the object: its path on the content network, whose cookies are signed for one person."""
    return f"user/{person_id}/speech/{key}"


def wav_duration_s(content: bytes) -> float:
    """Return how long a WAV lasts."""
    with wave.open(io.BytesIO(content)) as file:
        seconds: float = file.getnframes() / file.getframerate()
    return round(seconds, 3)


def phrases_of(board: Mapping[str, Any], vocabulary: Mapping[str, str]) -> Iterator[str]:
    """Yield what the buttons of a board say when they are pressed; `vocabulary` holds the words of each symbol.

    A button says its vocalization, else its symbol's, else its label; one that acts or leads says nothing.
    """
    for button in board.get("buttons", ()):
        if button.get("load_board") or button.get("action") or button.get("actions") or button.get("hidden"):
            continue
        spoken = button.get("vocalization") or vocabulary.get(button.get("symbol") or "") or button.get("label")
        if spoken and len(spoken) <= LONGEST_PHRASE:
            yield spoken


def to_warm(urgent: Iterable[str], boards: Iterable[Iterable[str]]) -> list[str]:
    """Return the phrases to make beforehand, each once: what is urgent first, then board by board, within bounds."""
    phrases = dict.fromkeys(urgent)
    for board in boards:
        phrases.update(dict.fromkeys(board))
    return list(phrases)[:MOST_PHRASES]
