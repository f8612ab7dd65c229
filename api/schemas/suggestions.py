"""Symbols that a person may want next."""

from pydantic import BaseModel


class SuggestedSymbol(BaseModel):
    """A symbol and how likely it is, 0 to 1."""

    symbol: str
    score: float


class Suggestions(BaseModel):
    """Symbols that a person may want next, the likeliest first."""

    suggestions: list[SuggestedSymbol]
