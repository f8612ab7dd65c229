"""Which voice speaks, how, and what its clip is called."""

from uuid import UUID
from xml.etree import ElementTree

import pytest

from api.domain.clips import key_of, name_of, phrases_of, to_warm
from api.domain.errors import Invalid
from api.domain.voices import LANGUAGES, VOICES, Liked, chosen, said
from api.field_encryption import FieldCipher
from api.speech.speaker import Speaker

SAM, ROSA = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("liked", "locale", "voice", "language"),
    [
        (Liked(), "en", "Joanna", "en-US"),
        (Liked(), "es", "Lucia", "es-ES"),
        (Liked("kevin"), "en", "Kevin", "en-US"),
        (Liked("calm"), "en", "Joanna", "en-US"),
        (Liked("Mia"), "es", "Mia", "es-MX"),
        (Liked("Kevin"), "es", "Lucia", "es-ES"),
        (Liked("Joanna", "en-GB"), "en", "Amy", "en-GB"),
        (Liked(language="es-US"), "en", "Lupe", "es-US"),
        (Liked(language="fr-FR"), "fr", "Joanna", "en-US"),
    ],
)
def test_a_voice_suits_the_words_first_and_the_person_next(
    liked: Liked, locale: str, voice: str, language: str
) -> None:
    manner = chosen(liked, locale)
    assert (manner.voice.name, manner.voice.language) == (voice, language)


def test_what_is_asked_once_stands_over_what_is_liked() -> None:
    liked = Liked("Kevin", "en-US", 80, 10)
    assert Liked(rate=120).over(liked) == Liked("Kevin", "en-US", 120, 10)
    assert Liked(pitch=0).over(liked) == Liked("Kevin", "en-US", 80, 0)


def test_only_the_standard_engine_is_asked_for_a_pitch() -> None:
    assert chosen(Liked("Joanna"), "en").engine == "neural"
    assert chosen(Liked("Joanna", pitch=20), "en").engine == "standard"
    assert 'pitch="+20%"' in chosen(Liked("Joanna", pitch=20), "en").ssml("Hello.")
    newest = chosen(Liked("Kevin", pitch=20), "en")
    assert (newest.engine, "pitch" in newest.ssml("Hello.")) == ("neural", False)
    assert chosen(Liked("Enrique"), "es").engine == "standard"


@pytest.mark.parametrize("text", ["</speak><audio src='x'/>", "Tom & Jerry <3", "a ]]> b", '"quoted"'])
def test_no_text_can_be_taken_for_a_mark(text: str) -> None:
    document = ElementTree.fromstring(chosen(Liked(rate=80), "en").ssml(said(text)))  # noqa: S314 - our own
    assert "".join(document.itertext()) == text
    assert [each.tag for each in document.iter()] == ["speak", "prosody"]


def test_texts_that_sound_alike_are_one() -> None:
    assert said("  I\twant \n water ") == "I want water"
    assert said("cafe\u0301") == said("caf\u00e9")
    with pytest.raises(Invalid):
        said(" \u0000\u0007 ")


def test_every_language_and_voice_has_a_stand_in_within_espeaks_bounds() -> None:
    for voice in VOICES:
        for rate, pitch in ((50, -50), (200, 50)):
            told = chosen(Liked(voice.name, voice.language, rate, pitch), "en").espeak()
            assert 80 <= int(told["words_per_minute"]) <= 450
            assert 0 <= int(told["pitch"]) <= 99
    assert {voice.language for voice in VOICES} == set(LANGUAGES)


def keyed(text: str, person: UUID = SAM, liked: Liked = Liked(), secret: bytes = b"k" * 32) -> str:  # noqa: B008
    """Return the key of a phrase."""
    cipher = FieldCipher({1: b"f" * 32}, {1: secret})
    phrase = Speaker.phrase(None, cipher, person, chosen(liked, "en"), text)  # type: ignore[arg-type] # needs no self
    assert phrase.key is not None
    return phrase.key


def test_a_key_changes_with_everything_that_can_be_heard_and_with_the_person() -> None:
    keys = [
        keyed("Hello."),
        keyed("hello."),
        keyed("Hello.", ROSA),
        keyed("Hello.", liked=Liked("Matthew")),
        keyed("Hello.", liked=Liked(rate=90)),
        keyed("Hello.", liked=Liked(pitch=10)),
        keyed("Hello.", liked=Liked(language="en-GB")),
        keyed("Hello.", secret=b"x" * 32),
    ]
    assert len(set(keys)) == len(keys)
    assert keyed("Hello.") == keys[0]
    assert all(len(key) == 43 and key.replace("-", "").replace("_", "").isalnum() for key in keys)


def test_a_name_is_the_path_for_which_a_persons_cookie_is_signed() -> None:
    assert name_of(SAM, key_of(bytes(32))) == f"user/{SAM}/speech/{'A' * 43}"


def test_a_board_says_what_its_buttons_say_and_the_urgent_comes_first() -> None:
    vocabulary = {"help": "I need help!", "water": "I would like some water."}
    board = {
        "buttons": [
            {"id": "1", "symbol": "water", "label": "water"},
            {"id": "2", "symbol": "water", "vocalization": "Water for the dog."},
            {"id": "3", "label": "tea"},
            {"id": "4", "label": "more", "load_board": {"path": "x"}},
            {"id": "5", "label": "speak", "action": ":speak"},
            {"id": "6", "label": "x" * 2_000},
            {"id": "7"},
        ]
    }
    assert list(phrases_of(board, vocabulary)) == ["I would like some water.", "Water for the dog.", "tea"]
    assert to_warm(["I need help!"], [phrases_of(board, vocabulary)] * 2) == [
        "I need help!",
        "I would like some water.",
        "Water for the dog.",
        "tea",
    ]
    assert len(to_warm([], [map(str, range(1_000))])) == 300
