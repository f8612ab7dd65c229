"""The vocabulary."""

from pydantic import BaseModel

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

    locale: Locale
    symbols: list[Symbol]
    next: str | None
