"""Invitations to care for a person."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from api.schemas.example_cast import SAM
from api.schemas.text import Locale, Moment, ShortText, Strict

InvitedRole = Literal["self", "viewer", "editor", "manager"]
INVITATION = "2f8e1d0c-9b7a-4654-8321-0fedcba98765"


class Invite(Strict):
    """As what somebody is invited, who consented to it, and for how long it can be answered."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"role": "viewer", "consent": "guardian", "valid_days": 7}]}
    )

    role: InvitedRole
    consent: Literal["person", "guardian"]
    valid_days: Annotated[StrictInt, Field(ge=1, le=14)] = 7
    until: Moment | None = None


class InvitationMade(BaseModel):
    """A new invitation with its token, which is shown this once."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": INVITATION,
                    "token": "bl-Rok2WC7jRLt4LlU7jocHeOUomv9yJIl1dHSApuPI",
                    "expires_at": "2026-12-03T08:00:00.125Z",
                }
            ]
        }
    )

    id: UUID
    token: str
    expires_at: datetime


class InvitationSeen(BaseModel):
    """An invitation as those see it who decide about the person."""

    id: UUID
    person_id: UUID
    role: InvitedRole
    consent: Literal["person", "guardian"]
    created_at: datetime
    expires_at: datetime
    until: datetime | None
    answered_at: datetime | None
    state: Literal["pending", "accepted", "declined", "withdrawn", "expired"]


class Invitations(BaseModel):
    """The newest invitations of a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "invitations": [
                        {
                            "id": INVITATION,
                            "person_id": SAM,
                            "role": "viewer",
                            "consent": "guardian",
                            "created_at": "2026-11-26T08:00:00.125+00:00",
                            "expires_at": "2026-12-03T08:00:00.125+00:00",
                            "until": None,
                            "answered_at": None,
                            "state": "pending",
                        }
                    ]
                }
            ]
        }
    )

    invitations: list[InvitationSeen]


class InvitationToken(Strict):
    """The token of an invitation; in the body, so that no address and no log holds it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "b1e0c7a4f2"}]})

    token: ShortText


class AcceptInvitation(InvitationToken):
    """Acceptance; a caregiver who has no account yet says by which name the circle shall know them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "b1e0c7a4f2", "name": "Ana", "locale": "es"}]})

    name: ShortText | None = None
    locale: Locale = "en"


class InvitationOpened(BaseModel):
    """What the holder of a token is asked to accept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_name": "Sam",
                    "role": "viewer",
                    "invited_by": "Ana",
                    "expires_at": "2026-12-03T08:00:00.125Z",
                    "until": None,
                }
            ]
        }
    )

    person_name: str
    role: InvitedRole
    invited_by: str
    expires_at: datetime
    until: datetime | None


class InvitationAccepted(BaseModel):
    """Whom the caller may see now, and as what."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"person_id": SAM, "role": "viewer"}]})

    person_id: UUID
    role: InvitedRole
