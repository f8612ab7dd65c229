"""A person, and how they like things."""

import re
from datetime import time
from typing import Annotated, Literal, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from api.schemas.example_cast import SAM, SCHOOL
from api.schemas.speech import Pitch, Rate, SpokenLanguage
from api.schemas.text import Locale, ShortText, Strict

TIME_ZONES = frozenset(available_timezones()) - {"localtime"}
# RFC 5646 as far as a language and perhaps a script and a region go: en, es-MX, zh-Hant-TW.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
AS_A_MANAGER_SEES: JsonDict = {
    "id": SAM,
    "name": "Sam",
    "locale": "es",
    "time_zone": "Europe/Madrid",
    "languages": ["es", "en"],
    "voice": "Mia",
    "organisation_id": SCHOOL,
    "preferences": {
        "quiet_hours": {"from": "22:00", "to": "07:00"},
        "grid": {"rows": 3, "columns": 4},
        "high_contrast": False,
        "speech": {"language": "es-MX", "rate": 85, "pitch": None},
    },
    "role": "manager",
}


def known_time_zone(name: str) -> str:
    """Refuse what the IANA time zone database does not know."""
    if name not in TIME_ZONES:
        raise PydanticCustomError("time_zone", "is not in the IANA time zone database")
    return name


def language_tag(tag: str) -> str:
    """Refuse what is no language tag."""
    if not LANGUAGE.fullmatch(tag):
        raise PydanticCustomError("language", "is not a language tag")
    return tag


TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Madrid"]), AfterValidator(known_time_zone)]
Language = Annotated[str, Field(max_length=16, examples=["es-MX"]), AfterValidator(language_tag)]
Minute = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["21:30"])]
Side = Annotated[StrictInt, Field(ge=1, le=12)]


class QuietHours(Strict):
    """When only what is urgent may ring, by the person's own clock; may run over midnight."""

    from_: Minute = Field(alias="from")
    to: Minute

    @model_validator(mode="after")
    def some_time(self) -> Self:
        """Refuse hours that begin when they end."""
        if self.from_ == self.to:
            raise PydanticCustomError("quiet_hours", "begin when they end")
        return self


class GridSize(Strict):
    """How many buttons a new board has."""

    rows: Side
    columns: Side


class SpeechManner(Strict):
    """How a person's words are spoken; what is null is as usual for their locale and voice."""

    language: SpokenLanguage | None = None
    rate: Rate | None = None
    pitch: Pitch | None = None


class Preferences(Strict):
    """How a person likes things; what is left out stays as it was, null takes it back."""

    quiet_hours: QuietHours | None = None
    grid: GridSize | None = None
    high_contrast: StrictBool = False
    speech: SpeechManner | None = None


class CreatePerson(Strict):
    """Somebody cared for, whose first manager the caller becomes."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Sam", "locale": "es", "time_zone": "Europe/Madrid"}]}
    )

    name: ShortText
    locale: Locale = "en"
    time_zone: TimeZone = "UTC"
    organisation_id: UUID | None = None


class ChangePerson(Strict):
    """What changes of a person; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"languages": ["es", "en"], "preferences": {"quiet_hours": {"from": "22:00", "to": "07:00"}}}]
        }
    )

    name: ShortText | None = None
    locale: Locale | None = None
    time_zone: TimeZone | None = None
    languages: Annotated[list[Language], Field(max_length=10)] | None = None
    voice: ShortText | None = None
    preferences: Preferences | None = None

    @model_validator(mode="after")
    def keeps_what_must_be(self) -> Self:
        """Refuse to take away what every person has, and languages named twice."""
        required = {"name", "locale", "time_zone", "languages", "preferences"} & self.model_fields_set
        if any(getattr(self, field) is None for field in required):
            raise PydanticCustomError("required", "name, locale, time_zone, languages, preferences cannot be null")
        if self.languages is not None and len(set(self.languages)) < len(self.languages):
            raise PydanticCustomError("twice", "a language is named twice")
        return self

    def columns(self) -> dict[str, object]:
        """Return what was sent as the columns that keep it."""
        plain = self.model_dump(exclude={"preferences"}, exclude_unset=True)
        preferences = self.preferences
        if preferences is None:
            return plain
        if "quiet_hours" in preferences.model_fields_set:
            hours = preferences.quiet_hours
            plain["quiet_from"] = None if hours is None else time.fromisoformat(hours.from_)
            plain["quiet_to"] = None if hours is None else time.fromisoformat(hours.to)
        if "grid" in preferences.model_fields_set:
            plain["grid_rows"] = preferences.grid and preferences.grid.rows
            plain["grid_columns"] = preferences.grid and preferences.grid.columns
        if "high_contrast" in preferences.model_fields_set:
            plain["high_contrast"] = preferences.high_contrast
        if "speech" in preferences.model_fields_set:
            speech = preferences.speech or SpeechManner()
            plain |= {"speech_language": speech.language, "speech_rate": speech.rate, "speech_pitch": speech.pitch}
        return plain


class PlacePerson(Strict):
    """The organisation that a person joins, null to leave the one they are in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"organisation_id": SCHOOL}]})

    organisation_id: UUID | None


class Person(BaseModel):
    """A person as one account sees them; `role` is what that account is to them."""

    model_config = ConfigDict(json_schema_extra={"examples": [AS_A_MANAGER_SEES]})

    id: UUID
    name: str
    locale: str
    time_zone: str
    languages: list[str]
    voice: str | None
    organisation_id: UUID | None
    preferences: Preferences
    role: Literal["self", "viewer", "editor", "manager", "break_glass"]


class People(BaseModel):
    """Everybody whom an account may see."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"people": [AS_A_MANAGER_SEES]}]})

    people: list[Person]
