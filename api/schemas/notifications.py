"""An inbox and the ticket for its socket."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.schemas.example_cast import ALERT, SAM

NOTIFICATION: JsonDict = {
    "type": "notification",
    "seq": 42,
    "kind": "alert_raised",
    "alert_id": ALERT,
    "at": "2026-11-26T08:00:00.125+00:00",
    "body": {
        "person": {"id": SAM, "name": "Sam"},
        "sentence": "Help.",
        "severity": "urgent",
        "press_count": 1,
        "late": False,
        "drill": False,
        "step": 0,
        "loop": 0,
    },
}


class Notification(BaseModel):
    """One entry of an inbox; what comes of an alert also travels over the socket."""

    type: Literal["notification"]
    seq: int
    kind: str
    alert_id: UUID | None
    at: datetime
    body: dict[str, object]


class NotificationPage(BaseModel):
    """Notifications after a sequence number, and the number to go on from."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [NOTIFICATION], "next": 42}]})

    items: list[Notification]
    next: int


class NotificationsReceived(BaseModel):
    """Up to which number a device has everything."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seq": 42}]})
    seq: int = Field(ge=1, le=2**62)


class Ticket(BaseModel):
    """A single-use ticket for one WebSocket handshake: connect to `<url>?ticket=<ticket>`.

    `received` is where a device without a cursor of its own begins: what comes after it was never acknowledged.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ticket": "BtnIRefKsGx12gh3tOQXOeSj1oXRrUWq4kGj2IhCOWE",
                    "url": "wss://notifications.example.org",
                    "expires_in": 60,
                    "received": 41,
                }
            ]
        }
    )

    ticket: str
    url: str
    expires_in: int
    received: int
