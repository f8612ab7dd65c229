"""The circle of a person."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StrictBool

from api.schemas.example_cast import ANA
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

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "relations": [
                        {
                            "id": "a9b8c7d6-e5f4-4a3b-9c2d-1e0f9a8b7c6d",
                            "account_id": ANA,
                            "name": "Ana",
                            "role": "manager",
                            "since": "2026-11-24T08:00:00.125+00:00",
                            "until": None,
                            "granted_by": None,
                        }
                    ]
                }
            ]
        }
    )

    relations: list[RelationSeen]
