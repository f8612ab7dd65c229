"""Symbols that a person may want next."""

from pydantic import BaseModel, ConfigDict


class SuggestedSymbol(BaseModel):
    """A symbol and how likely it is, 0 to 1."""

    symbol: str
    score: float


class Suggestions(BaseModel):
    """Symbols that a person may want next, the likeliest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"suggestions": [{"symbol": "water", "score": 0.62}]}]})

    suggestions: list[SuggestedSymbol]
