"""How alerts end, and all that is known of how they went."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.alerts import COMMITTED, TimelineEntry
from api.schemas.example_cast import ALERT
from api.schemas.text import Strict, Text


class ResolveAlert(Strict):
    """How it ended well; a note in the caregiver's own words if they like."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "helped", "note": "Had a glass of water."}]})

    reason: Literal["helped", "nothing_needed", "handed_over", "other"] = "helped"
    note: Text | None = None


class CancelAlert(Strict):
    """Why it was no call."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "false_alarm"}]})

    reason: Literal["mistake", "false_alarm"]
    note: Text | None = None


class AlertClosed(BaseModel):
    """Where an alert stands after it was closed, and who came first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": ALERT, "state": "resolved", "closed_by": "Ana", "reason": "helped", "already": False}]
        }
    )

    id: UUID
    state: str
    closed_by: str | None
    reason: str | None
    already: bool


class PressSeen(BaseModel):
    """One press of an alert."""

    at: datetime
    received_at: datetime
    severity: str
    sentence: str
    late: bool


class DeliverySeen(BaseModel):
    """What became of telling one recipient over one channel."""

    recipient: str | None
    channel: Literal["websocket", "sms"]
    state: str
    reason: str | None
    attempts: Annotated[int, Field(ge=0)]
    updated_at: datetime


class AlertTimeline(BaseModel):
    """All that happened to an alert: its presses, its hops and steps, and each delivery."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": ALERT,
                    "state": "raised",
                    "drill": False,
                    "level": 0,
                    "loop": 0,
                    "next_step_at": "2026-11-26T08:02:00.125+00:00",
                    "presses": [
                        {
                            "at": "2026-11-26T08:00:00+00:00",
                            "received_at": "2026-11-26T08:00:00.125+00:00",
                            "severity": "urgent",
                            "sentence": "Help.",
                            "late": False,
                        }
                    ],
                    "events": [COMMITTED],
                    "deliveries": [
                        {
                            "recipient": "Ana",
                            "channel": "sms",
                            "state": "sent",
                            "reason": None,
                            "attempts": 1,
                            "updated_at": "2026-11-26T08:00:01.5+00:00",
                        }
                    ],
                }
            ]
        }
    )

    id: UUID
    state: str
    drill: bool
    level: int
    loop: int
    next_step_at: datetime | None
    presses: list[PressSeen]
    events: list[TimelineEntry]
    deliveries: list[DeliverySeen]
