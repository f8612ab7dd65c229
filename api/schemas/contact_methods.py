"""How the caller can be reached."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints
from pydantic.config import JsonDict

from api.schemas.text import Strict

NUMBER: JsonDict = {
    "id": "4e9a7b31-6c2d-4f58-90a1-b2c3d4e5f607",
    "channel": "sms",
    "address": "+15555550142",
    "verified_at": "2026-11-26T08:01:00.5Z",
    "consented_at": "2026-11-26T08:00:00.125Z",
    "stopped_at": None,
}


class AddContactMethod(Strict):
    """A telephone number, and the consent to be texted at it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "sms", "address": "+15555550142", "consent": True}]}
    )

    channel: Literal["sms"]
    address: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
    consent: Literal[True]


class VerifyContactMethod(Strict):
    """The code that was sent to a number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "042137"}]})

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class ChangeContactMethod(Strict):
    """Whether texts are welcome: false is what STOP does, true takes a STOP back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"consent": False}]})

    consent: StrictBool


class ContactMethod(BaseModel):
    """A way to reach an account; only one that is verified, consented to and not stopped is used."""

    model_config = ConfigDict(json_schema_extra={"examples": [NUMBER]})

    id: UUID
    channel: Literal["sms"]
    address: str
    verified_at: datetime | None
    consented_at: datetime | None
    stopped_at: datetime | None


class ContactMethods(BaseModel):
    """Every way to reach an account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"contact_methods": [NUMBER]}]})

    contact_methods: list[ContactMethod]
