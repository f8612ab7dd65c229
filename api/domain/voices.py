"""Which voice says something, and how: chosen from what a person likes, the same for every way of making speech.

Names are Amazon Polly's, because they are what people choose among; eSpeak NG stands in with a voice of the same kind.
https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
"""

import unicodedata
from dataclasses import dataclass
from xml.sax.saxutils import escape

from api.domain.errors import Invalid

USUAL_RATE, SLOWEST, FASTEST = 100, 50, 200
USUAL_PITCH, LOWEST, HIGHEST = 0, -50, 50
ESPEAK_WORDS_PER_MINUTE = 160
ESPEAK_USUAL_PITCH = 50


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice; only the standard engine can change a pitch, and the newest voices have none."""

    name: str
    language: str
    espeak: str
    neural: bool = True
    standard: bool = True


# The first voice of a language is its usual one, the first language of two letters theirs.
VOICES = (
    Voice("Joanna", "en-US", "en-us+f3"),
    Voice("Matthew", "en-US", "en-us+m3"),
    Voice("Ivy", "en-US", "en-us+f5"),
    Voice("Justin", "en-US", "en-us+m7"),
    Voice("Kevin", "en-US", "en-us+m7", standard=False),
    Voice("Ruth", "en-US", "en-us+f2", standard=False),
    Voice("Stephen", "en-US", "en-us+m1", standard=False),
    Voice("Amy", "en-GB", "en+f3"),
    Voice("Brian", "en-GB", "en+m3"),
    Voice("Arthur", "en-GB", "en+m1", standard=False),
    Voice("Lucia", "es-ES", "es+f3"),
    Voice("Sergio", "es-ES", "es+m3", standard=False),
    Voice("Enrique", "es-ES", "es+m1", neural=False),
    Voice("Mia", "es-MX", "es-419+f3"),
    Voice("Andres", "es-MX", "es-419+m3", standard=False),
    Voice("Lupe", "es-US", "es-419+f2"),
    Voice("Pedro", "es-US", "es-419+m1", standard=False),
    Voice("Miguel", "es-US", "es-419+m2", neural=False),
)
LANGUAGES = tuple(dict.fromkeys(voice.language for voice in VOICES))


@dataclass(frozen=True, slots=True)
class Liked:
    """What somebody likes, or asks for once; None leaves it open. Rate and pitch are per cent."""

    voice: str | None = None
    language: str | None = None
    rate: int | None = None
    pitch: int | None = None

    def over(self, usual: "Liked") -> "Liked":
        """Return this, and what it leaves open as another one has it."""
        return Liked(
            self.voice or usual.voice,
            self.language or usual.language,
            usual.rate if self.rate is None else self.rate,
            usual.pitch if self.pitch is None else self.pitch,
        )


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said: `rate` in per cent of the usual, `pitch` in per cent above or below it."""

    voice: Voice
    rate: int = USUAL_RATE
    pitch: int = USUAL_PITCH

    @property
    def engine(self) -> str:
        """Return Polly's engine: the neural one, unless a pitch is asked for that only the standard one can give.

        https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html
        """
        wants_standard = self.pitch != USUAL_PITCH and self.voice.standard
        return "standard" if wants_standard or not self.voice.neural else "neural"

    def ssml(self, text: str) -> str:
        """Return the text as Polly takes it, with nothing in it that could be taken for a mark."""
        speed = [f'rate="{self.rate}%"'] if self.rate != USUAL_RATE else []
        height = [f'pitch="{self.pitch:+d}%"'] if self.pitch != USUAL_PITCH and self.engine == "standard" else []
        marks = " ".join([*speed, *height])
        words = escape(text)
        return f"<speak><prosody {marks}>{words}</prosody></speak>" if marks else f"<speak>{words}</speak>"

    def identity(self, text: str) -> str:
        """Return all that makes one clip differ from another."""
        return "\n".join((self.voice.name, self.voice.language, str(self.rate), str(self.pitch), text))

    def espeak(self) -> dict[str, str | int]:
        """Return voice, words a minute and pitch as `api.espeak` takes them."""
        return {
            "voice": self.voice.espeak,
            "words_per_minute": ESPEAK_WORDS_PER_MINUTE * self.rate // 100,
            "pitch": min(99, ESPEAK_USUAL_PITCH + self.pitch),
        }


def chosen(liked: Liked, locale: str) -> Manner:
    """Return how to speak for somebody who likes this and whose words are in `locale`.

    A voice of another language than the words' is left for the usual one of theirs; a name that is no voice's, too.
    """
    spoken = language_of(liked.language or locale)
    named = next((voice for voice in VOICES if voice.name.casefold() == (liked.voice or "").casefold()), None)
    if named is not None and (named.language == spoken or (named.language[:2] == spoken[:2] and not liked.language)):
        voice = named
    else:
        voice = next(voice for voice in VOICES if voice.language == spoken)
    rate = USUAL_RATE if liked.rate is None else liked.rate
    return Manner(voice, rate, USUAL_PITCH if liked.pitch is None else liked.pitch)


def language_of(tag: str) -> str:
    """Return the language of a voice that is nearest to a tag, English for what no voice speaks."""
    exact = next((language for language in LANGUAGES if language.casefold() == tag.casefold()), None)
    return exact or next((language for language in LANGUAGES if language[:2] == tag[:2].casefold()), LANGUAGES[0])


def said(text: str) -> str:
    """Return a text as it is spoken: composed, without what cannot be said, blanks alike wherever they came from.

    Raises Invalid where nothing is left to say.
    """
    composed = unicodedata.normalize("NFC", text)
    # Control characters, surrogates and the like are in no XML document (XML 1.0 §2.2).
    kept = "".join(mark if unicodedata.category(mark) not in {"Cc", "Cs", "Cn", "Co"} else " " for mark in composed)
    words = " ".join(kept.split())
    if not words:
        raise Invalid("text", "holds nothing that can be said")
    return words
