"""A person's boards: the list, their history, and what changed."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from api.schemas.board_content import EXAMPLE, BoardContent, ContentButton
from api.schemas.example_cast import ANA, BOARD
from api.schemas.text import Strict

Version = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]


class BoardSummary(BaseModel):
    """A board in the list; `links` are the boards that its buttons lead to, `conflict` a side version to settle."""

    id: UUID
    name: str | None
    locale: str | None
    home: bool
    version: Version
    imported: UUID | None
    links: list[UUID]
    conflict: Version | None


class BoardList(BaseModel):
    """A person's boards, the home board first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "boards": [
                        {
                            "id": BOARD,
                            "name": "Food",
                            "locale": "en",
                            "home": True,
                            "version": 13,
                            "imported": None,
                            "links": ["9d3b7c52-1e40-4b6a-8a7f-2c1d0e9f8b34"],
                            "conflict": None,
                        }
                    ]
                }
            ]
        }
    )

    boards: list[BoardSummary]


class BoardSaved(BaseModel):
    """What an edit came to; the version is also the ETag's number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"board_id": BOARD, "version": 13}]})

    board_id: UUID
    version: Version


class BoardVersion(BaseModel):
    """One entry of a board's history."""

    version: Version
    edited_by: UUID | None
    edited_at: datetime
    deleted: bool
    restored_from: Version | None
    conflicts_with: Version | None


class BoardVersions(BaseModel):
    """A board's history, newest first; go on with `before` = `next`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "versions": [
                        {
                            "version": 13,
                            "edited_by": ANA,
                            "edited_at": "2026-11-26T08:00:00.125+00:00",
                            "deleted": False,
                            "restored_from": None,
                            "conflicts_with": None,
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    versions: list[BoardVersion]
    next: Version | None


class ChangedField(BaseModel):
    """A field with its value before and after."""

    field: str
    before: Any = Field(alias="from")
    after: Any = Field(alias="to")


class ChangedButton(BaseModel):
    """A button of both versions that says or shows something else."""

    id: str
    fields: list[ChangedField]


class MovedButton(BaseModel):
    """A button of both versions in other cells: [row, column] each, from 0."""

    id: str
    before: list[tuple[int, int]] = Field(alias="from")
    after: list[tuple[int, int]] = Field(alias="to")


class BoardDifference(BaseModel):
    """What one version of a board has that another has not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "board": [{"field": "name", "from": "Drinks", "to": "Food"}],
                    "added": [{"id": "tea", "symbol": "tea", "label": "tea"}],
                    "removed": [],
                    "changed": [{"id": "water", "fields": [{"field": "label", "from": "drink", "to": "water"}]}],
                    "moved": [{"id": "back", "from": [[0, 2]], "to": [[0, 1]]}],
                }
            ]
        }
    )

    board: list[ChangedField]
    added: list[ContentButton]
    removed: list[ContentButton]
    changed: list[ChangedButton]
    moved: list[MovedButton]


class RestoreBoard(Strict):
    """Which version is to be the newest again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 12}]})

    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]


class BoardChange(BaseModel):
    """A board as a device has to take it over; with `conflicts_with` it is a side version, beside that one."""

    board_id: UUID
    version: Version
    deleted: bool
    conflicts_with: Version | None
    home: bool
    edited_by: UUID | None
    edited_at: datetime
    board: BoardContent


class BoardChanges(BaseModel):
    """What changed, in order; go on with `after` = `next`, at once if there is more."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "home": BOARD,
                    "changes": [
                        {
                            "board_id": BOARD,
                            "version": 13,
                            "deleted": False,
                            "conflicts_with": None,
                            "home": True,
                            "edited_by": ANA,
                            "edited_at": "2026-11-26T08:00:00.125+00:00",
                            "board": EXAMPLE,
                        }
                    ],
                    "more": False,
                    "next": 13,
                }
            ]
        }
    )

    home: UUID | None
    changes: list[BoardChange]
    next: Version
    more: bool


class PushedBoard(Strict):
    """A board as a device has it; `base` is the version that was edited, 0 for a board that the device made."""

    board_id: UUID
    base: Version
    board: BoardContent


class PushBoards(Strict):
    """The edits of a device that was away."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"changes": [{"board_id": BOARD, "base": 12, "board": EXAMPLE}]}]}
    )

    changes: Annotated[list[PushedBoard], Field(min_length=1, max_length=50)]


class PushOutcome(BaseModel):
    """What became of an edit: in a conflict `version` is kept beside `current`, which goes on being shown."""

    board_id: UUID
    outcome: Literal["saved", "already", "conflict"]
    version: Version
    current: Version


class PushOutcomes(BaseModel):
    """What became of the edits, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"outcomes": [{"board_id": BOARD, "outcome": "saved", "version": 13, "current": 13}]}]
        }
    )

    outcomes: list[PushOutcome]


class BoardLock(BaseModel):
    """Whether a person's boards are locked against changes; they speak either way."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"locked": True, "locked_at": "2026-11-26T08:00:00.125+00:00", "blocked_until": None}]
        }
    )

    locked: bool
    locked_at: datetime | None
    blocked_until: datetime | None


class LockBoards(Strict):
    """The PIN to lock with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pin": "2468"}]})

    pin: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,12}$")]
