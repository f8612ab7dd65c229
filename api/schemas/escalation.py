"""Escalation policies, rotations, covers, and who is on duty."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from api.schemas.example_cast import ANA
from api.schemas.people import Minute, QuietHours, TimeZone
from api.schemas.text import Day, Moment, Severity, ShortText, Strict

SEVERITIES: list[Severity] = ["info", "need", "urgent"]
Seconds = Annotated[StrictInt, Field(ge=30, le=86_400, examples=[120])]
EXAMPLE: JsonDict = {
    "steps": [
        {
            "targets": [{"kind": "rotation", "rotation": "nights"}],
            "channels": ["websocket", "sms"],
            "wait_s": 120,
            "severities": ["need", "urgent"],
        },
        {"targets": [{"kind": "everyone"}], "channels": ["websocket", "sms"], "wait_s": 300},
    ],
    "repeats": 2,
    "rotations": [
        {
            "name": "nights",
            "members": [ANA],
            "period": "weekly",
            "hands_off_at": "20:00",
            "starts_on": "2026-11-30",
            "time_zone": "Europe/Madrid",
        }
    ],
}
COVER: JsonDict = {
    "id": "6a7b8c9d-0e1f-4a2b-8c3d-4e5f60718293",
    "rotation": "nights",
    "account_id": ANA,
    "begins_at": "2026-12-24T19:00:00Z",
    "ends_at": "2026-12-26T07:00:00Z",
}


class Target(Strict):
    """Everyone of the circle, one caregiver by account, or who is on duty in a rotation of the policy."""

    kind: Literal["everyone", "caregiver", "rotation"]
    account_id: UUID | None = None
    rotation: ShortText | None = None

    @model_validator(mode="after")
    def names_what_it_is(self) -> Self:
        """Refuse a target that names too little or too much."""
        named = (self.account_id is not None, self.rotation is not None)
        if named != (self.kind == "caregiver", self.kind == "rotation"):
            raise PydanticCustomError(
                "target", "caregiver comes with account_id, rotation with rotation, everyone with neither"
            )
        return self


class Step(Strict):
    """Who is called over which channels, and how long the step waits before the next; for some severities or all."""

    targets: Annotated[list[Target], Field(min_length=1, max_length=10)]
    channels: Annotated[list[Literal["websocket", "sms"]], Field(min_length=1, max_length=2)]
    wait_s: Seconds
    severities: Annotated[list[Severity], Field(min_length=1, max_length=3)] = SEVERITIES

    @model_validator(mode="after")
    def names_each_once(self) -> Self:
        """Refuse a channel or a severity named twice."""
        if len(set(self.channels)) < len(self.channels) or len(set(self.severities)) < len(self.severities):
            raise PydanticCustomError("twice", "a channel or a severity is named twice")
        return self


class Rotation(Strict):
    """A duty that goes round its members, the first from `starts_on`, by the clock of a time zone."""

    name: ShortText
    members: Annotated[list[UUID], Field(min_length=1, max_length=20)]
    period: Literal["daily", "weekly"]
    hands_off_at: Minute
    starts_on: Day
    time_zone: TimeZone


class SavePolicy(Strict):
    """Who is called when, until somebody answers. The last step for each severity must reach somebody."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    steps: Annotated[list[Step], Field(min_length=1, max_length=10)]
    repeats: Annotated[StrictInt, Field(ge=0, le=20)] = 2
    remind_after_s: Annotated[StrictInt, Field(ge=60, le=86_400)] = 900
    lapse_after_s: Annotated[StrictInt, Field(ge=60, le=86_400)] = 300
    rotations: Annotated[list[Rotation], Field(max_length=10, default_factory=list)]

    def document(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return self.model_dump(mode="json")


class CoverageWarning(BaseModel):
    """What may keep a call from being heard; a span says when."""

    hole: Literal["nobody_cares", "nobody_reachable", "no_number", "not_around", "unproved"]
    message: str
    begins_at: datetime | None
    ends_at: datetime | None


class Policy(BaseModel):
    """A person's policy as it is now; version 0 is the default, which nobody has chosen."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": 1,
                    "is_default": False,
                    "policy": SavePolicy.model_validate(EXAMPLE).document(),
                    "warnings": [
                        {
                            "hole": "no_number",
                            "message": "Nobody has a proved telephone number that texts may go to: "
                            "without an open app nobody hears a call.",
                            "begins_at": None,
                            "ends_at": None,
                        }
                    ],
                }
            ]
        }
    )

    version: int
    is_default: bool
    policy: SavePolicy
    warnings: list[CoverageWarning]


class OnDuty(BaseModel):
    """Who has a rotation's duty now; nobody where none of its members is around."""

    rotation: str
    account_id: UUID | None
    name: str | None
    covers: bool


class Cover(BaseModel):
    """Somebody who has a duty for a span, whoever's turn it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [COVER]})

    id: UUID
    rotation: str
    account_id: UUID
    begins_at: datetime
    ends_at: datetime


class Caregiver(BaseModel):
    """A caregiver of the circle: whether a call would ring now, and when they last answered an alert or a test."""

    account_id: UUID
    name: str
    quiet_now: bool
    has_number: bool
    proved_at: datetime


class Duty(BaseModel):
    """Who would be called, now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rotations": [{"rotation": "nights", "account_id": ANA, "name": "Ana", "covers": False}],
                    "covers": [COVER],
                    "caregivers": [
                        {
                            "account_id": ANA,
                            "name": "Ana",
                            "quiet_now": False,
                            "has_number": True,
                            "proved_at": "2026-11-26T08:01:00.5Z",
                        }
                    ],
                }
            ]
        }
    )

    rotations: list[OnDuty]
    covers: list[Cover]
    caregivers: list[Caregiver]


class MakeCover(Strict):
    """Somebody of the circle takes a rotation's duty for a span of at most 90 days."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rotation": "nights",
                    "account_id": ANA,
                    "begins_at": "2026-12-24T20:00:00+01:00",
                    "ends_at": "2026-12-26T08:00:00+01:00",
                }
            ]
        }
    )

    rotation: ShortText
    account_id: UUID
    begins_at: Moment
    ends_at: Moment


class SaveQuietHours(Strict):
    """When only what is urgent may ring at the caller's, by the clock of a time zone; null for never."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"time_zone": "Europe/Madrid", "quiet_hours": {"from": "22:00", "to": "07:00"}}]
        }
    )

    time_zone: TimeZone
    quiet_hours: QuietHours | None
