"""The circle of a person."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from api.schemas.text import Strict

CaregiverRole = Literal["viewer", "editor", "manager"]


class ChangeRelation(Strict):
    """What somebody becomes, and until when; `without_manager` agrees that nobody else may decide afterwards."""

    role: CaregiverRole
    until: AwareDatetime | None = None
    without_manager: bool = False


class RelationSeen(BaseModel):
    """Somebody who may see a person."""

    id: UUID
    account_id: UUID
    name: str | None
    role: Literal["self", "viewer", "editor", "manager", "break_glass"]
    since: datetime
    until: datetime | None
    granted_by: str | None


class Circle(BaseModel):
    """Everybody who may see a person."""

    relations: list[RelationSeen]
