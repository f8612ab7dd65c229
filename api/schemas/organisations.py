"""Organisations."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, StrictBool

from api.schemas.text import ShortText, Strict


class SaveOrganisation(Strict):
    """A school, a clinic, a home; `commercial` decides which symbol sets its people may have."""

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

    account_id: UUID


class Admin(BaseModel):
    """An admin of an organisation."""

    id: UUID
    account_id: UUID
    since: datetime


class Admins(BaseModel):
    """The admins of an organisation."""

    admins: list[Admin]
