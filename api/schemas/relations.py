"""The circle of a person."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool

from api.schemas.text import Moment, Strict

CaregiverRole = Literal["viewer", "editor", "manager"]


class ChangeRelation(Strict):
    """What somebody becomes, and until when; `without_manager` agrees that nobody else may decide afterwards."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "editor"}]})

    role: CaregiverRole
    until: Moment | None = None
    without_manager: StrictBool = False


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
