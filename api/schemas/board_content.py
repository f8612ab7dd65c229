"""A board in full: all that Open Board Format can say of one, our symbols, and links to the person's other boards."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StringConstraints
from pydantic.config import JsonDict

from api.schemas.text import Strict, SymbolId, without_nul

Words = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(without_nul)]
Name = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(without_nul)]
Extra = Annotated[
    str,
    StringConstraints(max_length=100_000),
    AfterValidator(without_nul),
    Field(description="The text of a JSON object: what the format does not define, kept to the character."),
]
Part = Annotated[StrictFloat, Field(ge=0, le=1, allow_inf_nan=False)]
EXAMPLE: JsonDict = {
    "name": "Food",
    "locale": "en",
    "grid": {"rows": 1, "columns": 2, "order": [["water", "back"]]},
    "buttons": [
        {"id": "water", "symbol": "water", "label": "water"},
        {"id": "back", "label": "back", "load_board": {"board": "3f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11"}},
    ],
}


class Link(Strict):
    """Where a button leads: `board` is another board of the person; the rest is what a file said."""

    board: UUID | None = None
    id: Name | None = None
    name: Name | None = None
    path: Name | None = None
    url: Words | None = None
    data_url: Words | None = None
    extra: Extra = "{}"


class Layout(Strict):
    """An absolute place on the board, in parts of the whole."""

    top: Part
    left: Part
    width: Part
    height: Part


class License(Strict):
    """Who made a thing and what may be done with it."""

    type: Name | None = None
    copyright_notice_url: Words | None = None
    source_url: Words | None = None
    author_name: Name | None = None
    author_url: Words | None = None
    author_email: Name | None = None
    extra: Extra = "{}"


class Translation(Strict):
    """A button's words in one more language."""

    label: Words | None = None
    vocalization: Words | None = None
    extra: Extra = "{}"


class ContentButton(Strict):
    """A button; pressed, it says its vocalization, else its symbol's, else its label, unless it acts or leads."""

    id: Name
    label: Words | None = None
    symbol: SymbolId | None = None
    vocalization: Words | None = None
    image_id: Name | None = None
    sound_id: Name | None = None
    background_color: Name | None = None
    border_color: Name | None = None
    hidden: StrictBool | None = None
    action: Name | None = None
    actions: Annotated[list[Name], Field(max_length=100, default_factory=list)]
    load_board: Link | None = None
    layout: Layout | None = None
    url: Words | None = None
    translations: dict[Name, Translation] = Field(default_factory=dict)
    extra: Extra = "{}"


class ContentGrid(Strict):
    """Where the buttons are; one button may fill several cells."""

    rows: Annotated[StrictInt, Field(ge=1, le=100)]
    columns: Annotated[StrictInt, Field(ge=1, le=100)]
    order: Annotated[list[Annotated[list[Name | None], Field(max_length=100)]], Field(max_length=100)]
    extra: Extra = "{}"


class BoardContent(Strict):
    """A board in full; `images` and `sounds` are ids of the package that it came in."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [EXAMPLE]})

    name: Name | None = None
    locale: Name = "en"
    grid: ContentGrid
    buttons: Annotated[list[ContentButton], Field(max_length=10_000)]
    images: Annotated[list[Name], Field(max_length=10_000, default_factory=list)]
    sounds: Annotated[list[Name], Field(max_length=10_000, default_factory=list)]
    description_html: Annotated[str, StringConstraints(max_length=100_000), AfterValidator(without_nul)] | None = None
    url: Words | None = None
    data_url: Words | None = None
    default_layout: Name | None = None
    strings: dict[Name, dict[Words, Words]] = Field(default_factory=dict)
    license: License | None = None
    extra: Extra = "{}"
