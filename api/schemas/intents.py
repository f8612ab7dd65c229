"""What is meant by symbols or text."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.text import Locale, Severity, Strict, Symbols, Text


class UnderstandIntent(Strict):
    """Symbols that were pressed or text that was written: one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["symbols"], "properties": {"symbols": {"type": "array"}, "text": {"type": "null"}}},
                {"required": ["text"], "properties": {"text": {"type": "string"}, "symbols": {"type": "null"}}},
            ],
            "examples": [{"symbols": ["i", "want", "water"], "locale": "en"}],
        }
    )

    symbols: Symbols | None = None
    text: Text | None = None
    locale: Locale = "en"

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        """Refuse both and neither."""
        if (self.symbols is None) == (self.text is None):
            raise PydanticCustomError("one_of_two", "send either symbols or text")
        return self


class IntentAnswer(BaseModel):
    """What is meant, how to say it, how pressing it is, why, who found it, and which service improved on it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "intent": "drink",
                    "sentence": "I want water.",
                    "urgency": "need",
                    "why": ["something to drink (water)"],
                    "source": "lambda",
                    "improved_by": None,
                }
            ]
        }
    )

    intent: str
    sentence: str
    urgency: Severity
    why: list[str]
    source: Literal["lambda", "fallback"]
    improved_by: Literal["bedrock", "comprehend", "http"] | None
