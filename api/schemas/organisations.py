"""Organisations."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool
from pydantic.config import JsonDict

from api.schemas.example_cast import ANA, SAM, SCHOOL
from api.schemas.text import ShortText, Strict

RIVERSIDE: JsonDict = {"id": SCHOOL, "name": "Riverside School", "commercial": False}


class SaveOrganisation(Strict):
    """A school, a clinic, a home; `commercial` decides which symbol sets its people may have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Riverside School", "commercial": False}]})

    name: ShortText
    commercial: StrictBool


class Organisation(BaseModel):
    """An organisation."""

    model_config = ConfigDict(json_schema_extra={"examples": [RIVERSIDE]})

    id: UUID
    name: str
    commercial: bool


class Organisations(BaseModel):
    """The organisations that the caller administers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"organisations": [RIVERSIDE]}]})

    organisations: list[Organisation]


class PersonNamed(BaseModel):
    """A person, and nothing of what is known of them."""

    id: UUID
    name: str


class PeopleOfOrganisation(BaseModel):
    """Who is in an organisation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"people": [{"id": SAM, "name": "Sam"}]}]})

    people: list[PersonNamed]


class AddAdmin(Strict):
    """The account that becomes an admin; its owner finds the id in GET /me."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": ANA}]})

    account_id: UUID


class Admin(BaseModel):
    """An admin of an organisation."""

    id: UUID
    account_id: UUID
    since: datetime


class Admins(BaseModel):
    """The admins of an organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "admins": [
                        {
                            "id": "e1f2a3b4-c5d6-4e7f-8091-a2b3c4d5e6f7",
                            "account_id": ANA,
                            "since": "2026-11-26T08:00:00.125+00:00",
                        }
                    ]
                }
            ]
        }
    )

    admins: list[Admin]
