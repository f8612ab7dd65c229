"""What a person has to do."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Task(BaseModel):
    """Something to do at a time, perhaps again and again (RFC 5545 recurrence rule)."""

    id: UUID
    title: str
    starts_at: datetime
    rrule: str | None
    done_at: datetime | None


class TaskPage(BaseModel):
    """The tasks of a person."""

    tasks: list[Task]
