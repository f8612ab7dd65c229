"""What holds for every input: understanding never fails, never wavers, and never talks an alarm down."""

import json
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.intents import understand
from api.domain.intents.concepts import URGENT_SYMBOLS
from tests.unit.api.intents.labelled import labelled

VOCABULARY = sorted(
    symbol["id"]
    for file in (Path(__file__).parents[4] / "api" / "db" / "vocabulary").glob("*.json")
    for symbol in json.loads(file.read_text("utf-8"))
)
DENYING = {"not", "never", "no", "without", "if", "yesterday"}
unhurried = settings(deadline=None)  # other work on the machine is no failure
WEIGHT = {"info": 0, "need": 1, "urgent": 2}

locales = st.sampled_from(["en", "es", "en-GB", "es-MX", "fr", ""])
pressed = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8)
words = st.sampled_from(
    [
        "help",
        "not",
        "no",
        "fell",
        "i",
        "can't",
        "breathe",
        "if",
        "the",
        "ayuda",
        "me",
        "duele",
        "caí",
        "si",
        ",",
        "!",
        "?",
    ]
)
typed = st.one_of(st.text(max_size=300), st.lists(words, max_size=30).map(" ".join))


@unhurried
@given(typed, locales)
def test_any_text_is_answered_the_same_way_twice(text: str, locale: str) -> None:
    assert understand(None, text, locale) == understand(None, text, locale)


@unhurried
@given(st.one_of(pressed, st.lists(st.text(max_size=20), max_size=8)), locales)
def test_any_symbols_are_answered_the_same_way_twice(symbols: list[str], locale: str) -> None:
    assert understand(symbols, None, locale) == understand(symbols, None, locale)


@unhurried
@given(pressed, typed, locales)
def test_text_beside_symbols_never_makes_them_less_pressing(symbols: list[str], text: str, locale: str) -> None:
    alone = understand(symbols, None, locale)
    together = understand(symbols, text, locale)
    assert WEIGHT[together.urgency] >= WEIGHT[alone.urgency]


@unhurried
@given(pressed, st.sampled_from(["en", "es"]))
def test_vocabulary_symbols_become_a_clean_sentence(symbols: list[str], locale: str) -> None:
    sentence = understand(symbols, None, locale).sentence
    assert sentence[-1] in ".!?"
    assert not any(flaw in sentence for flaw in ("  ", " ,", " .", " ?", " !", "..", "{", "_"))
    assert sentence.count("¿") == (sentence.count("?") if locale == "es" else 0)


@unhurried
@given(
    st.lists(st.sampled_from([symbol for symbol in VOCABULARY if symbol not in DENYING]), max_size=7),
    st.sampled_from(sorted(URGENT_SYMBOLS)),
    st.randoms(use_true_random=False),
    st.sampled_from(["en", "es"]),
)
def test_an_urgent_symbol_is_urgent_among_any_others_in_any_order(
    others: list[str], urgent: str, random: Random, locale: str
) -> None:
    symbols = [*others, urgent]
    random.shuffle(symbols)
    symbols = [symbol for symbol in symbols if symbol != "dont_want"]
    assert understand(symbols, None, locale).urgency == "urgent"


POLITE = {
    "en": ("please {}", "{} please", "excuse me, {}", "{}, please", "{} thank you"),
    "es": ("por favor {}", "{} por favor", "perdona, {}", "{}, por favor", "{} gracias"),
}


def test_politeness_never_lowers_urgency(locale: str) -> None:
    for row in labelled(locale, "train"):
        if row.utterance.startswith("["):
            continue
        plain = understand(None, row.utterance, locale)
        for polite in POLITE[locale]:
            asked = understand(None, polite.format(row.utterance), locale)
            assert WEIGHT[asked.urgency] >= WEIGHT[plain.urgency], polite.format(row.utterance)


@unhurried
@given(st.lists(st.sampled_from(["mom", "now", "please", "i", "pain", "help", "scared"]), max_size=5))
def test_help_pressed_twice_is_always_urgent(others: list[str]) -> None:
    assert understand(["help", *others, "help"], None, "en").urgency == "urgent"


@pytest.mark.parametrize("text", ["help me " * 250, "hlep zqxjk " * 180, "é" * 2000, "no me duele " * 160])
def test_two_thousand_characters_are_understood_at_once(text: str) -> None:
    started = perf_counter()
    understand(None, text[:2000], "en")
    assert perf_counter() - started < 0.5


def test_every_answer_says_why(locale: str) -> None:
    for row in labelled(locale, "train"):
        answer = row.understood()
        assert answer.why, row.utterance
        assert "{" not in answer.why[0]
        assert answer.sentence or row.intent == "unknown"
