"""The vocabulary that every board is built from: complete in both languages, and sound as data."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

VOCABULARY = Path(__file__).parents[3] / "api" / "db" / "vocabulary"
CATEGORIES = {
    "actions", "body", "care", "colours", "core", "descriptions", "devices", "drinks", "feelings", "food",
    "health", "needs", "numbers", "people", "places", "questions", "social", "things", "time", "urgent",
}  # fmt: skip
ALWAYS_THERE = {
    "help", "i_am_here", "i_need_you", "pain", "toilet", "water", "yes", "no", "stop", "call_caregiver",
    "cannot_breathe", "fell_down",
}  # fmt: skip

Symbol = dict[str, Any]


@pytest.fixture(scope="module")
def symbols() -> list[Symbol]:
    return [symbol for file in sorted(VOCABULARY.glob("*.json")) for symbol in json.loads(file.read_text("utf-8"))]


def test_a_board_can_be_built_from_more_than_320_symbols(symbols: list[Symbol]) -> None:
    assert len(symbols) >= 320


def test_each_id_and_each_pictograph_belongs_to_one_symbol(symbols: list[Symbol]) -> None:
    for field in ("id", "pictograph"):
        values = [symbol[field] for symbol in symbols]
        assert len(values) == len(set(values)), [value for value in values if values.count(value) > 1]


def test_ids_are_slugs_that_survive_a_url(symbols: list[Symbol]) -> None:
    for symbol in symbols:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", symbol["id"]), symbol["id"]


def test_the_symbols_that_nobody_can_do_without_are_there(symbols: list[Symbol]) -> None:
    assert {symbol["id"] for symbol in symbols} >= ALWAYS_THERE


def test_every_file_holds_the_category_of_its_name() -> None:
    files = sorted(VOCABULARY.glob("*.json"))
    assert {file.stem for file in files} == CATEGORIES
    for file in files:
        assert {symbol["category"] for symbol in json.loads(file.read_text("utf-8"))} == {file.stem}


def test_a_symbol_has_these_fields_and_no_others(symbols: list[Symbol]) -> None:
    for symbol in symbols:
        assert set(symbol) == {"id", "category", "pictograph", "licence", "author", "labels"}, symbol["id"]
        assert symbol["licence"] in {"Unicode", "CC0-1.0"}
        assert symbol["author"]


def test_every_symbol_speaks_english_and_spanish(symbols: list[Symbol]) -> None:
    for symbol in symbols:
        assert set(symbol["labels"]) == {"en", "es"}, symbol["id"]
        for wording in symbol["labels"].values():
            assert set(wording) == {"label", "vocalization"}
            assert wording["label"].strip() == wording["label"] != ""
            assert wording["vocalization"][-1] in ".!?", wording["vocalization"]


def test_labels_tell_symbols_apart(symbols: list[Symbol]) -> None:
    for locale in ("en", "es"):
        labels = [symbol["labels"][locale]["label"] for symbol in symbols]
        assert len(labels) == len(set(labels)), [label for label in labels if labels.count(label) > 1]


def test_spanish_opens_what_it_closes(symbols: list[Symbol]) -> None:
    for symbol in symbols:
        spoken = symbol["labels"]["es"]["vocalization"]
        assert spoken.count("¡") == spoken.count("!")
        assert spoken.count("¿") == spoken.count("?")


def test_a_pictograph_credited_to_unicode_is_one_emoji(symbols: list[Symbol]) -> None:
    joining = {"\u200d", "\ufe0f", "\u20e3"}
    for symbol in symbols:
        drawn = [mark for mark in symbol["pictograph"] if mark not in joining and unicodedata.category(mark) != "Sk"]
        assert drawn, symbol["id"]
        assert len(drawn) == 1 + symbol["pictograph"].count("\u200d"), symbol["id"]
        keycap = "\u20e3" in symbol["pictograph"]
        assert keycap or all(unicodedata.category(mark) in {"So", "Sm", "Po", "Cn"} for mark in drawn), symbol["id"]
