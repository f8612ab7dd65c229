"""Access in an emergency."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from api.schemas.text import Strict, Text

ReasonCode = Literal["medical", "safety", "unreachable_caregivers", "other"]


class BreakGlassRequest(Strict):
    """Why, and for how many minutes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reason_code": "medical", "reason": "Brought in without company.", "minutes": 60}]
        }
    )

    reason_code: ReasonCode
    reason: Text
    minutes: Annotated[StrictInt, Field(ge=5, le=240)] = 60


class ReviewBreakGlass(Strict):
    """What came of looking at an access afterwards."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"justified": True, "note": "The nurse on duty, as agreed."}]}
    )

    justified: StrictBool
    note: Text | None = None


class BreakGlassSeen(BaseModel):
    """One access to a person's record in an emergency."""

    id: UUID
    person_id: UUID
    account_id: UUID
    reason_code: ReasonCode
    reason: str
    began_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: UUID | None
    justified: bool | None
    note: str | None


class BreakGlassList(BaseModel):
    """The newest accesses to a person's record, those still to be reviewed first."""

    accesses: list[BreakGlassSeen]
