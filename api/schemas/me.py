"""Who the caller is."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.schemas.example_cast import ANA, SAM
from api.schemas.people import TimeZone
from api.schemas.text import Locale, ShortText, Strict


class PersonOfMine(BaseModel):
    """A person whom the caller may see, and as what."""

    id: UUID
    name: str
    locale: str
    role: str


class OwnPerson(BaseModel):
    """The person whose own account it is."""

    id: UUID
    name: str
    locale: str
    time_zone: str


class OwnCaregiver(BaseModel):
    """By which name a caregiver is known."""

    id: UUID
    name: str
    locale: str


class Me(BaseModel):
    """Who the caller is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "account_id": ANA,
                    "person": None,
                    "caregiver": {"id": "d4c3b2a1-6f5e-4d7c-8b9a-0f1e2d3c4b5a", "name": "Ana", "locale": "es"},
                    "people": [{"id": SAM, "name": "Sam", "locale": "es", "role": "manager"}],
                }
            ]
        }
    )

    account_id: UUID
    person: OwnPerson | None
    caregiver: OwnCaregiver | None
    people: list[PersonOfMine]


class Register(Strict):
    """By which name a new account is known, and where its owner is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Ana", "locale": "es", "time_zone": "Europe/Madrid"}]}
    )

    name: ShortText
    locale: Locale = "en"
    time_zone: TimeZone = "UTC"
