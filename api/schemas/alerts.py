"""Calls for somebody."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from api.schemas.example_cast import ALERT, SAM
from api.schemas.text import AnyMoment, Severity, ShortText, Strict, Symbols, Text

# As PostgreSQL writes it: nobody has answered yet.
OPEN: JsonDict = {
    "id": ALERT,
    "person_id": SAM,
    "state": "raised",
    "severity": "urgent",
    "intent": None,
    "sentence": "Help.",
    "raised_at": "2026-11-26T08:00:00.125+00:00",
    "press_count": 1,
    "acknowledged_by": None,
    "acknowledged_at": None,
    "drill": False,
}
COMMITTED: JsonDict = {"event": "committed", "at": "2026-11-26T08:00:00.131+00:00", "detail": {"of": "raised"}}


class RaiseAlert(Strict):
    """A press that calls for somebody: symbols, a sentence, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["symbols"], "properties": {"symbols": {"type": "array"}}},
                {"required": ["sentence"], "properties": {"sentence": {"type": "string"}}},
            ],
            "examples": [
                {
                    "person_id": SAM,
                    "severity": "urgent",
                    "symbols": ["help"],
                    "pressed_at": "2026-11-26T08:00:00Z",
                }
            ],
        }
    )

    person_id: UUID
    severity: Severity
    symbols: Symbols | None = None
    sentence: Text | None = None
    intent: ShortText | None = None
    pressed_at: AnyMoment | None = None
    # A drill goes the whole way and says at each hop that it is a test.
    drill: StrictBool = False

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse a press without any content."""
        if self.symbols is None and self.sentence is None:
            raise PydanticCustomError("says_something", "send symbols, a sentence, or both")
        return self


class AlertRaised(BaseModel):
    """The alert after a press."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    name: OPEN[name]
                    for name in ("id", "state", "severity", "sentence", "raised_at", "press_count", "drill")
                }
            ]
        }
    )

    id: UUID
    state: str
    severity: Severity
    sentence: str
    raised_at: datetime
    press_count: int
    drill: bool


class AlertAcknowledged(BaseModel):
    """Where an alert stands after an answer, and who came first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": ALERT, "state": "acknowledged", "acknowledged_by": "Ana", "already": False}]
        }
    )

    id: UUID
    state: str
    acknowledged_by: str | None
    already: bool


class TimelineEntry(BaseModel):
    """One hop of an alert on its way."""

    event: str
    at: datetime
    detail: dict[str, object]


class OpenAlert(BaseModel):
    """An alert that nobody has ended."""

    id: UUID
    person_id: UUID
    state: str
    severity: Severity
    intent: str | None
    sentence: str
    raised_at: datetime
    press_count: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    drill: bool


class OpenAlerts(BaseModel):
    """What is open now, the newest first; `more` says that there are older ones."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [OPEN], "more": False}]})

    items: list[OpenAlert]
    more: bool


class AlertSeen(OpenAlert):
    """An alert with all that happened to it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **OPEN,
                    "state": "resolved",
                    "acknowledged_by": "Ana",
                    "acknowledged_at": "2026-11-26T08:01:10.5+00:00",
                    "next_step_at": None,
                    "closed_by": "Ana",
                    "closed_at": "2026-11-26T08:20:00.25+00:00",
                    "close_reason": "helped",
                    "close_note": "Had a glass of water.",
                    "timeline": [COMMITTED],
                }
            ]
        }
    )

    next_step_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None
    close_reason: str | None
    close_note: str | None
    timeline: list[TimelineEntry]
