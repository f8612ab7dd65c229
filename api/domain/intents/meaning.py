"""The answer of the rule engine."""

from dataclasses import dataclass
from typing import Literal

Urgency = Literal["info", "need", "urgent"]


@dataclass(frozen=True, slots=True)
class Intent:
    """One understood utterance: what is meant, how to say it, how pressing it is, and why the rules think so."""

    intent: str
    sentence: str
    urgency: Urgency
    why: tuple[str, ...]
