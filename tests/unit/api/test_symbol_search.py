"""Symbols are found by their words, come page by page, and travel in the form that the client likes."""

import gzip
import json

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.content_coding import preferred
from api.domain.errors import Invalid
from api.domain.symbol_search import SymbolWords, folded, found
from api.vocabulary import Wanted, body_of, encoded, page_of


def word(label: str, category: str = "x", licence: str = "Unicode") -> SymbolWords:
    name = folded(label).replace(" ", "_")
    return SymbolWords(name, category, label, licence, json.dumps({"id": name, "label": label}))


WORDS = [
    word("té"),
    word("café con leche", "drinks"),
    word("leche", "drinks"),
    word("niño"),
    word("lechera"),
    word("té helado", "drinks", "CC BY-NC 4.0"),
]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("te", ["té", "té helado"]),
        ("TÉ", ["té", "té helado"]),
        ("leche", ["leche", "lechera", "café con leche"]),
        ("cafe", ["café con leche"]),
        ("nino", ["niño"]),
        ("fe  con", ["café con leche"]),
        ("zzz", []),
        ("%", []),
        ("   ", [symbol.label for symbol in WORDS]),
    ],
)
def test_a_symbol_is_found_by_a_part_of_its_label_the_best_first(query: str, labels: list[str]) -> None:
    assert [symbol.label for symbol in found(WORDS, query)] == labels


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def ids(**wanted: object) -> tuple[list[str], str | None]:
    page = json.loads(body_of(WORDS, Wanted("es", **wanted)))  # type: ignore[arg-type] # names of one test's own
    return [symbol["id"] for symbol in page["symbols"]], page["next"]


def test_pages_follow_each_other_until_there_is_no_next() -> None:
    everything, no_more = ids()
    assert no_more is None
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        page, cursor = ids(limit=2, after=cursor)
        seen += page
    assert (seen, cursor) == (everything, None)


def test_a_page_is_narrowed_by_category_search_and_licence() -> None:
    assert ids(category="drinks")[0] == ["cafe_con_leche", "leche", "te_helado"]
    assert ids(category="drinks", commercial=True)[0] == ["cafe_con_leche", "leche"]
    assert ids(category="drinks", query="leche", limit=1) == (["leche"], "leche")
    assert ids(category="drinks", query="leche", after="leche") == (["cafe_con_leche"], None)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Invalid):
        ids(after="gone")


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("zstd", "identity"),
        ("gzip;q=nonsense", "identity"),
        (",;q=1,,", "identity"),
    ],
)
def test_a_client_gets_the_form_that_it_likes_best(header: str | None, coding: str) -> None:
    assert preferred(header, ("identity", "br", "gzip")) == coding
    assert preferred(header, ("identity",)) == "identity"


def test_every_form_holds_the_same_and_has_a_tag_of_its_own() -> None:
    page = page_of(encoded(b"symbols" * 100))
    assert brotli.decompress(page.bodies["br"]) == gzip.decompress(page.bodies["gzip"]) == page.bodies["identity"]
    assert len(set(page.etags())) == 3
    assert page_of(encoded(b"symbols" * 100)) == page
