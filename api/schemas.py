"""What requests must look like and what answers look like: the only Pydantic of the API."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Severity = Literal["info", "need", "urgent"]
Locale = Literal["en", "es"]


def without_nul(text: str) -> str:
    """Refuse NUL, which PostgreSQL's text cannot hold."""
    if "\x00" in text:
        raise PydanticCustomError("nul", "holds a NUL character")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(without_nul)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(without_nul)]
SymbolId = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(without_nul)]
Symbols = Annotated[list[SymbolId], Field(min_length=1, max_length=32)]


class Strict(BaseModel):
    """A request body: no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnderstandIntent(Strict):
    """Symbols that were pressed or text that was written: one of the two."""

    symbols: Symbols | None = None
    text: Text | None = None
    locale: Locale = "en"

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        """Refuse both and neither."""
        if (self.symbols is None) == (self.text is None):
            raise PydanticCustomError("one_of_two", "send either symbols or text")
        return self


class RaiseAlert(Strict):
    """A press that calls for somebody: symbols, a sentence, or both."""

    person_id: UUID
    severity: Severity
    symbols: Symbols | None = None
    sentence: Text | None = None
    intent: ShortText | None = None
    pressed_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse a press without any content."""
        if self.symbols is None and self.sentence is None:
            raise PydanticCustomError("says_something", "send symbols, a sentence, or both")
        return self


class Button(Strict):
    """A button of a board; without a vocalization it says its symbol's own, or its label."""

    id: ShortText
    label: ShortText
    symbol: SymbolId | None = None
    vocalization: Text | None = None
    background_color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    hidden: bool = False


class Grid(Strict):
    """Where the buttons are: `order` holds rows of button ids, null where a cell is empty."""

    rows: Annotated[int, Field(ge=1, le=12)]
    columns: Annotated[int, Field(ge=1, le=12)]
    order: Annotated[list[Annotated[list[ShortText | None], Field(max_length=12)]], Field(max_length=12)]


class Board(Strict):
    """A symbol board."""

    name: ShortText
    locale: Locale
    grid: Grid
    buttons: Annotated[list[Button], Field(max_length=144)]


class Symbol(BaseModel):
    """A symbol with its words in one language."""

    id: str
    category: str
    pictograph: str
    label: str
    vocalization: str
    licence: str
    author: str


class SymbolPage(BaseModel):
    """Symbols in one language."""

    locale: Locale
    symbols: list[Symbol]


class Task(BaseModel):
    """Something to do at a time, perhaps again and again (RFC 5545 recurrence rule)."""

    id: UUID
    title: str
    starts_at: datetime
    rrule: str | None
    done_at: datetime | None


class TaskPage(BaseModel):
    """The tasks of a person."""

    tasks: list[Task]


class IntentAnswer(BaseModel):
    """What is meant, how to say it, how pressing it is, why, and who found it."""

    intent: str
    sentence: str
    urgency: Severity
    why: list[str]
    source: Literal["lambda", "fallback"]


class AlertRaised(BaseModel):
    """The alert after a press."""

    id: UUID
    state: str
    severity: Severity
    sentence: str
    raised_at: datetime
    press_count: int


class AlertAcknowledged(BaseModel):
    """Where an alert stands after an answer, and who came first."""

    id: UUID
    state: str
    acknowledged_by: str | None
    already: bool


class TimelineEntry(BaseModel):
    """One hop of an alert on its way."""

    event: str
    at: datetime
    detail: dict[str, object]


class AlertSeen(BaseModel):
    """An alert with all that happened to it."""

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
    timeline: list[TimelineEntry]


class Notification(BaseModel):
    """One entry of an inbox, as it also travels over the socket."""

    type: Literal["notification"]
    seq: int
    kind: str
    alert_id: UUID
    at: datetime
    body: dict[str, object]


class NotificationPage(BaseModel):
    """Notifications after a sequence number, and the number to go on from."""

    items: list[Notification]
    next: int


class Ticket(BaseModel):
    """A single-use ticket for one WebSocket handshake: connect to `<url>?ticket=<ticket>`."""

    ticket: str
    url: str
    expires_in: int


class PersonOfMine(BaseModel):
    """A person whom the caller may see, and as what."""

    id: UUID
    name: str
    locale: str
    role: str


class Me(BaseModel):
    """Who the caller is."""

    account_id: UUID
    person: dict[str, object] | None
    caregiver: dict[str, object] | None
    people: list[PersonOfMine]


class Health(BaseModel):
    """How the process is."""

    status: Literal["ok", "unavailable"]


class Problem(BaseModel):
    """An error (RFC 9457); `errors` says where in the request."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[dict[str, str]] = []
