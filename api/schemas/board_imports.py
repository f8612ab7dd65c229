"""What becomes of a file of boards that is brought in."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.schemas.example_cast import BOARD


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
                    "root": BOARD,
                    "boards": [{"id": BOARD, "source_id": "home"}],
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
