"""Organisations."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool

from api.schemas.text import ShortText, Strict


class SaveOrganisation(Strict):
    """A school, a clinic, a home; `commercial` decides which symbol sets its people may have."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Riverside School", "commercial": False}]})

    name: ShortText
    commercial: StrictBool


class Organisation(BaseModel):
    """An organisation."""

    id: UUID
    name: str
    commercial: bool


class Organisations(BaseModel):
    """The organisations that the caller administers."""

    organisations: list[Organisation]


class PersonNamed(BaseModel):
    """A person, and nothing of what is known of them."""

    id: UUID
    name: str


class PeopleOfOrganisation(BaseModel):
    """Who is in an organisation."""

    people: list[PersonNamed]


class AddAdmin(Strict):
    """The account that becomes an admin; its owner finds the id in GET /me."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": "7e3b4b0e-6a5f-4c0f-9a31-2d8f0c9b1f10"}]})

    account_id: UUID


class Admin(BaseModel):
    """An admin of an organisation."""

    id: UUID
    account_id: UUID
    since: datetime


class Admins(BaseModel):
    """The admins of an organisation."""

    admins: list[Admin]
