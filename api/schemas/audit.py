"""Who saw whose record."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


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

    entries: list[AuditEntry]
    next: int | None
