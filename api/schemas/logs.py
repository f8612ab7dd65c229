"""What a person said with their board, and what is made of it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.schemas.example_cast import SAM
from api.schemas.text import Moment, ShortText, Strict, SymbolId, Text

PRESS = "0c3c4a5e-8f0e-4a35-8a4c-1b1c5d0a7e55"


class Use(Strict):
    """A button that was pressed, a sentence that was spoken, or an action of the board such as `:clear`."""

    id: UUID
    timestamp: Moment
    event: Literal["button", "utterance", "action"]
    symbols: Annotated[list[SymbolId], Field(max_length=32)] = Field(default_factory=list)
    label: ShortText | None = None
    text: Text | None = None
    action: ShortText | None = None
    button_id: ShortText | None = None
    board_id: ShortText | None = None
    spoken: StrictBool = True
    modeling: StrictBool = Field(default=False, description="Somebody else pressed, to show how.")


class UseBatch(Strict):
    """Events of one person, as a device has queued them; the device makes the ids."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "user_id": SAM,
                    "events": [
                        {"id": PRESS, "timestamp": "2026-11-25T09:30:00Z", "event": "button", "symbols": ["water"]}
                    ],
                }
            ]
        }
    )

    user_id: UUID
    events: Annotated[list[Use], Field(min_length=1, max_length=100)]


class UseRefused(BaseModel):
    """An event that is not taken, and why."""

    id: UUID
    what: str


class UseRecorded(BaseModel):
    """What became of a batch: events that are new, that came before, that are refused."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accepted": 1, "repeated": 0, "refused": []}]})

    accepted: int
    repeated: int
    refused: list[UseRefused]


class SymbolUses(BaseModel):
    """How often a symbol was pressed."""

    symbol: str
    uses: int


class DayUses(BaseModel):
    """How many events a day of the person's calendar had."""

    day: date
    events: int


class Activity(BaseModel):
    """How a person used their board in a span; hours and days are those of their own clock."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "from": "2026-11-01T00:00:00Z",
                    "to": "2026-12-01T00:00:00Z",
                    "time_zone": "Europe/Madrid",
                    "events": 3,
                    "utterances": 1,
                    "most_used": [{"symbol": "water", "uses": 2}],
                    "by_hour": [*[0] * 9, 3, *[0] * 14],
                    "by_day": [{"day": "2026-11-25", "events": 3}],
                    "words_per_minute": 7.5,
                }
            ]
        }
    )

    since: datetime = Field(alias="from")
    to: datetime
    time_zone: str
    events: int
    utterances: int
    most_used: list[SymbolUses]
    by_hour: Annotated[list[int], Field(min_length=24, max_length=24)]
    by_day: list[DayUses]
    words_per_minute: float | None = Field(description="Null when there was too little to tell.")
