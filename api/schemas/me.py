"""Who the caller is."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.schemas.people import TimeZone
from api.schemas.text import Locale, ShortText, Strict


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


class Register(Strict):
    """By which name a new account is known, and where its owner is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Ana", "locale": "es", "time_zone": "Europe/Madrid"}]}
    )

    name: ShortText
    locale: Locale = "en"
    time_zone: TimeZone = "UTC"
