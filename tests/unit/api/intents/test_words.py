"""Typed words are read as they were meant, and no further."""

import pytest

from api.domain.intents.english import ENGLISH
from api.domain.intents.language import Language, wordings
from api.domain.intents.normalise import words_of
from api.domain.intents.spanish import SPANISH


def read(text: str, language: Language = ENGLISH) -> list[str]:
    return words_of(text, language.contractions, language.spelling.known, language.pictographs)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("HELP", ["help"]),
        ("heeeelp!!!", ["help", "|"]),
        ("yess", ["yes"]),
        ("I can’t breathe", ["i", "can", "not", "breathe"]),
        ("S.O.S.", ["sos"]),
        ("no, help", ["no", "|", "help"]),
        ("🆘", ["help"]),
        ("a\u0301", ["a"]),
    ],
)
def test_english_text_becomes_plain_words(typed: str, words: list[str]) -> None:
    assert read(typed) == words


def test_spanish_yes_is_not_if() -> None:
    assert read("sí", SPANISH) == ["sip"]
    assert read("si", SPANISH) == ["si"]
    assert read("¿Dónde está mamá?", SPANISH) == ["donde", "esta", "mama", "|"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hlep", "help"),
        ("bleding", "bleeding"),
        ("emergensy", "emergency"),
        ("medicin", "medicine"),
        ("hell", "hell"),
        ("held", "held"),
        ("ball", "ball"),
        ("x", "x"),
        ("qqqqqqqq", "qqqqqqqq"),
    ],
)
def test_one_slip_is_mended_and_other_words_are_left_alone(typed: str, meant: str) -> None:
    assert ENGLISH.spelling.corrected(typed) == meant


def test_a_pattern_expands_to_each_of_its_wordings() -> None:
    assert set(wordings("a/b ?c d; e")) == {("a", "c", "d"), ("a", "d"), ("b", "c", "d"), ("b", "d"), ("e",)}
    assert set(wordings("a/\n b")) == {("a",), ("b",)}


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
def test_no_small_word_alone_is_an_alarm(language: Language) -> None:
    for entries in language.alarming.values():
        for words, concept in entries:
            assert len(words) > 1 or words[0] not in language.light, (words, concept)
