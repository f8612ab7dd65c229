"""A person's symbol board."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from api.schemas.text import Locale, ShortText, Strict, SymbolId, Text


class Button(Strict):
    """A button of a board; without a vocalization it says its symbol's own, or its label."""

    id: ShortText
    label: ShortText
    symbol: SymbolId | None = None
    vocalization: Text | None = None
    background_color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    hidden: StrictBool = False


class Grid(Strict):
    """Where the buttons are: `order` holds rows of button ids, null where a cell is empty."""

    rows: Annotated[StrictInt, Field(ge=1, le=12)]
    columns: Annotated[StrictInt, Field(ge=1, le=12)]
    order: Annotated[list[Annotated[list[ShortText | None], Field(max_length=12)]], Field(max_length=12)]


class Board(Strict):
    """A symbol board."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Home",
                    "locale": "en",
                    "grid": {"rows": 1, "columns": 2, "order": [["water", "help"]]},
                    "buttons": [
                        {"id": "water", "label": "water", "symbol": "water"},
                        {"id": "help", "label": "help", "symbol": "help"},
                    ],
                }
            ]
        }
    )

    name: ShortText
    locale: Locale
    grid: Grid
    buttons: Annotated[list[Button], Field(max_length=144)]


class HomeBoardSaved(BaseModel):
    """The new version of the home board; it is also the ETag's number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 13}]})

    version: int
