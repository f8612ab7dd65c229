"""A person's boards: the list, their history, what changed, and files of them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from api.schemas.board_content import EXAMPLE, BoardContent, ContentButton
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

    boards: list[BoardSummary]


class BoardSaved(BaseModel):
    """What an edit came to; the version is also the ETag's number."""

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
        json_schema_extra={
            "examples": [
                {"changes": [{"board_id": "3f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11", "base": 12, "board": EXAMPLE}]}
            ]
        }
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

    outcomes: list[PushOutcome]


class Finding(BaseModel):
    """One thing that an import has to say; `code` is for programs, `detail` for people."""

    code: str
    severity: Literal["kept", "changed", "missing", "refused"]
    board: str | None
    button: str | None
    detail: str


class ImportedBoard(BaseModel):
    """A board of ours and what its file calls it."""

    id: UUID
    source_id: str


class ImportReport(BaseModel):
    """What an import made and what it has to say; a trial, or a file that cannot be taken, makes no boards."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "taken": True,
                    "already": False,
                    "root": "3f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11",
                    "boards": [{"id": "3f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11", "source_id": "home"}],
                    "report": [
                        {
                            "code": "image-unknown",
                            "severity": "missing",
                            "board": "home",
                            "button": "b1",
                            "detail": 'The image "i9" is not in the file; the button was kept without it.',
                        }
                    ],
                }
            ]
        }
    )

    taken: bool
    already: bool
    root: UUID | None
    boards: list[ImportedBoard]
    report: list[Finding]


class BoardLock(BaseModel):
    """Whether a person's boards are locked against changes; they speak either way."""

    locked: bool
    locked_at: datetime | None
    blocked_until: datetime | None


class LockBoards(Strict):
    """The PIN to lock with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pin": "2468"}]})

    pin: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,12}$")]
