"""The bodies as Pydantic checks them, for the frameworks that do."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=1000)]
Symbols = Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(min_length=1, max_length=32)]


class Press(BaseModel):
    """A press."""

    model_config = ConfigDict(extra="forbid")
    person_id: UUID
    severity: Literal["info", "need", "urgent"]
    sentence: Text
    symbols: Symbols | None = None


class Utterance(BaseModel):
    """What shall be understood."""

    model_config = ConfigDict(extra="forbid")
    symbols: Symbols | None = None
    text: Text | None = None
    locale: Literal["en", "es"] = "en"


class Raised(BaseModel):
    """An alert."""

    id: UUID
    state: str
    severity: str
    sentence: str


class Understood(BaseModel):
    """What was understood."""

    intent: str
    sentence: str
    urgency: str
    why: list[str]


class Symbol(BaseModel):
    """A symbol."""

    id: str
    category: str
    pictograph: str
    label: str
    vocalization: str
    licence: str
    author: str


class SymbolPage(BaseModel):
    """Symbols."""

    locale: str
    symbols: list[Symbol]


class Button(BaseModel):
    """A button."""

    id: str
    label: str
    vocalization: str


class Grid(BaseModel):
    """Where the buttons are."""

    rows: int
    columns: int
    order: list[list[str | None]]


class Board(BaseModel):
    """A board."""

    name: str
    locale: str
    grid: Grid
    buttons: list[Button]


class Task(BaseModel):
    """A task."""

    id: UUID
    title: str
    starts_at: str
    rrule: str | None
    done_at: str | None


class TaskPage(BaseModel):
    """Tasks."""

    tasks: list[Task]
