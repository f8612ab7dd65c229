"""What text, names and lists may hold."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

Severity = Literal["info", "need", "urgent"]
Locale = Literal["en", "es"]
# RFC 3339 §5.6, seconds left out if there are none: Pydantic would also take a count of seconds for a moment.
WRITTEN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WRITTEN_MOMENT = re.compile(rf"{WRITTEN_DATE.pattern}[Tt ]\d{{2}}:\d{{2}}.*", re.ASCII)


def without_nul(text: str) -> str:
    """Refuse NUL, which PostgreSQL's text cannot hold."""
    if "\x00" in text:
        raise PydanticCustomError("nul", "holds a NUL character")
    return text


def written_moment(value: object) -> object:
    """Refuse a number, in quotes or not, where date and time are to be written out."""
    if not isinstance(value, datetime) and not (isinstance(value, str) and WRITTEN_MOMENT.fullmatch(value)):
        raise PydanticCustomError("written_moment", "is not a date and time")
    return value


def written_date(value: object) -> object:
    """Refuse a number, in quotes or not, where a date is to be written out."""
    if not isinstance(value, date) and not (isinstance(value, str) and WRITTEN_DATE.fullmatch(value)):
        raise PydanticCustomError("written_date", "is not a date")
    return value


def of_this_century(moment: datetime) -> datetime:
    """Refuse a moment so far off that a calendar cannot reckon with it."""
    if not datetime(2000, 1, 1, tzinfo=UTC) <= moment < datetime(2100, 1, 1, tzinfo=UTC):
        raise PydanticCustomError("moment", "is not from 2000 to 2099")
    return moment


AnyMoment = Annotated[AwareDatetime, BeforeValidator(written_moment)]
Moment = Annotated[AnyMoment, AfterValidator(of_this_century)]
Day = Annotated[date, BeforeValidator(written_date)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(without_nul)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(without_nul)]
SymbolId = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(without_nul)]
Symbols = Annotated[list[SymbolId], Field(min_length=1, max_length=32)]


class Strict(BaseModel):
    """A request body: no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
