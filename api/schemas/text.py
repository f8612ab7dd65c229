"""What text, names and lists may hold."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Severity = Literal["info", "need", "urgent"]
Locale = Literal["en", "es"]


def without_nul(text: str) -> str:
    """Refuse NUL, which PostgreSQL's text cannot hold."""
    if "\x00" in text:
        raise PydanticCustomError("nul", "holds a NUL character")
    return text


def of_this_century(moment: datetime) -> datetime:
    """Refuse a moment so far off that a calendar cannot reckon with it."""
    if not datetime(2000, 1, 1, tzinfo=UTC) <= moment < datetime(2100, 1, 1, tzinfo=UTC):
        raise PydanticCustomError("moment", "is not from 2000 to 2099")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(of_this_century)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(without_nul)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(without_nul)]
SymbolId = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(without_nul)]
Symbols = Annotated[list[SymbolId], Field(min_length=1, max_length=32)]


class Strict(BaseModel):
    """A request body: no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
