"""What is said with a person's voice."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from api.domain.voices import FASTEST, HIGHEST, LANGUAGES, LOWEST, SLOWEST, VOICES, Liked
from api.schemas.example_cast import SAM
from api.schemas.text import Locale, Strict, Text

EXAMPLE_KEY = "q0YyJ3mS6yH5mYw2m0hQJf3m6sK8b1xVtQ1dQ9q7a0c"


def spoken_language(tag: str) -> str:
    """Refuse a language that no voice speaks."""
    if tag not in LANGUAGES:
        raise PydanticCustomError("spoken_language", "is spoken by no voice")
    return tag


def known_voice(name: str) -> str:
    """Refuse the name of no voice."""
    if name.casefold() not in {voice.name.casefold() for voice in VOICES}:
        raise PydanticCustomError("voice", "is no voice")
    return name


SpokenLanguage = Annotated[
    str,
    Field(max_length=16, description=f"One of {', '.join(LANGUAGES)}.", examples=["es-MX"]),
    AfterValidator(spoken_language),
]
VoiceName = Annotated[
    str,
    Field(max_length=32, description=f"One of {', '.join(voice.name for voice in VOICES)}.", examples=["Mia"]),
    AfterValidator(known_voice),
]
Rate = Annotated[StrictInt, Field(ge=SLOWEST, le=FASTEST, description="Per cent of the usual speed.", examples=[85])]
Pitch = Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST, description="Per cent above or below.", examples=[10])]


class Speak(Strict):
    """A text and whose voice says it; what is left out is as the person likes it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"person_id": SAM, "text": "I would like some water, please."}]}
    )

    person_id: UUID
    text: Text
    locale: Annotated[Locale | None, Field(description="The language of the words; the person's if left out.")] = None
    voice: VoiceName | None = None
    language: SpokenLanguage | None = None
    rate: Rate | None = None
    pitch: Pitch | None = None

    def liked(self) -> Liked:
        """Return what is asked for this once."""
        return Liked(self.voice, self.language, self.rate, self.pitch)


class SpokenAnswer(BaseModel):
    """Where the speech can be heard and who made it.

    `url` is a signed address that works for `expires_in_s`, or a path of this API that takes the same token, or, where
    nothing could be kept, the speech itself (`data:`).
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": f"/user/{SAM}/speech/{EXAMPLE_KEY}",
                    "content_type": "audio/mpeg",
                    "source": "cache",
                    "key": EXAMPLE_KEY,
                    "duration_s": None,
                    "expires_in_s": None,
                }
            ]
        }
    )

    url: str
    content_type: Literal["audio/mpeg", "audio/wav"]
    source: Literal["cache", "polly", "espeak"]
    key: str | None
    duration_s: float | None
    expires_in_s: int | None
