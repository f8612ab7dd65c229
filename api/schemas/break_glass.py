"""Access in an emergency."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt
from pydantic.config import JsonDict

from api.schemas.example_cast import ANA, SAM
from api.schemas.text import Strict, Text

ReasonCode = Literal["medical", "safety", "unreachable_caregivers", "other"]
ACCESS: JsonDict = {
    "id": "1c6d2b58-7f90-4a3e-b1c4-5d6e7f8a9b0c",
    "person_id": SAM,
    "account_id": ANA,
    "reason_code": "medical",
    "reason": "Brought in without company.",
    "began_at": "2026-11-26T08:00:00.125+00:00",
    "ends_at": "2026-11-26T09:00:00.125+00:00",
    "ended_at": None,
    "reviewed_at": None,
    "reviewed_by": None,
    "justified": None,
    "note": None,
}


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

    model_config = ConfigDict(json_schema_extra={"examples": [ACCESS]})

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

    model_config = ConfigDict(json_schema_extra={"examples": [{"accesses": [ACCESS]}]})

    accesses: list[BreakGlassSeen]
