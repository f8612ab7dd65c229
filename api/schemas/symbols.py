"""The vocabulary."""

from pydantic import BaseModel, ConfigDict

from api.schemas.text import Locale


class Symbol(BaseModel):
    """A symbol with its words in one language."""

    id: str
    category: str
    pictograph: str
    label: str
    vocalization: str
    licence: str
    author: str


class SymbolPage(BaseModel):
    """Symbols in one language; go on with `after` = `next`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "locale": "en",
                    "symbols": [
                        {
                            "id": "water",
                            "category": "drinks",
                            "pictograph": "💧",
                            "label": "water",
                            "vocalization": "I want water.",
                            "licence": "Unicode",
                            "author": "Unicode Consortium",
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    locale: Locale
    symbols: list[Symbol]
    next: str | None
