"""Who saw whose record."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.schemas.example_cast import ANA


class AuditEntry(BaseModel):
    """One access or change; without an account it was the system itself."""

    seq: int
    at: datetime
    action: str
    object_id: str | None
    account_id: UUID | None
    name: str | None


class AuditPage(BaseModel):
    """Entries, newest first, and the number to ask for the ones before, none when there are no more."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "entries": [
                        {
                            "seq": 12,
                            "at": "2026-11-26T08:00:30.25+00:00",
                            "action": "board_read",
                            "object_id": None,
                            "account_id": ANA,
                            "name": "Ana",
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    entries: list[AuditEntry]
    next: int | None
