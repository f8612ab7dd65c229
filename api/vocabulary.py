"""The public vocabulary, kept as ready bytes: it changes with a release, and is asked for at every start of a board."""

import asyncio
import gzip
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import brotli

from api.db import symbols
from api.db.pool import Context, Database
from api.domain.errors import Invalid
from api.domain.licences import is_allowed
from api.domain.symbol_search import SymbolWords, found

KEEP_S = 60.0
LOCALES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which symbols, in which language; `after` is the id of the last symbol of the page before."""

    locale: str = "en"
    query: str | None = None
    category: str | None = None
    commercial: bool = False
    after: str | None = None
    limit: int | None = None

    @property
    def keeps(self) -> bool:
        """Tell whether the answer is worth keeping: what every device asks for, not what one seeks."""
        return self.query is None and self.after is None and self.limit is None


@dataclass(frozen=True, slots=True)
class Page:
    """A list of symbols as it is sent, by content coding, and the tag by which a client knows it again."""

    bodies: Mapping[str, bytes]
    tag: str

    def etag(self, coding: str) -> str:
        """Return the tag of one coding: other bytes are another representation (RFC 9110 §8.8.3)."""
        return f'"{self.tag}"' if coding == "identity" else f'"{self.tag}-{coding}"'

    def etags(self) -> list[str]:
        """Return the tags of all codings."""
        return [self.etag(coding) for coding in self.bodies]


class Vocabulary:
    """Answers from memory and asks the database again after a while."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._words: dict[str, tuple[float, list[SymbolWords]]] = {}
        self._known: tuple[list[SymbolWords], frozenset[str]] = ([], frozenset())
        self._pages: dict[tuple[str, str | None, bool], tuple[list[SymbolWords], Page]] = {}

    async def page(self, wanted: Wanted) -> Page:
        """Return the symbols asked for. Searches and parts are put together each time: there are too many of them."""
        words = self._kept_words(wanted.locale) or await self._words_in(wanted.locale)
        if not wanted.keeps:
            return page_of({"identity": body_of(words, wanted)})
        key = (wanted.locale, wanted.category, wanted.commercial)
        kept = self._pages.get(key)
        if kept is not None and kept[0] is words:
            return kept[1]
        page = page_of(await asyncio.to_thread(encoded, body_of(words, wanted)))
        if wanted.category is None or any(symbol.category == wanted.category for symbol in words):
            self._pages[key] = (words, page)  # an unknown category must not fill the memory
        return page

    async def licences(self) -> dict[str, str]:
        """Return the licence of each symbol by its id."""
        return {symbol.id: symbol.licence for symbol in await self._words_in("en")}

    async def _ids(self) -> frozenset[str]:
        """Return the ids of all symbols, made once of the words that are kept."""
        words = await self._words_in("en")
        if self._known[0] is not words:
            self._known = (words, frozenset(symbol.id for symbol in words))
        return self._known[1]

    async def check(self, wanted: list[str]) -> None:
        """Do nothing if every symbol is known; else name the first place that is not, never its content."""
        known = await self._ids()
        for index, symbol in enumerate(wanted):
            if symbol not in known:
                raise Invalid(f"symbols[{index}]", "is not in the vocabulary", kind="unknown-symbol")

    def _kept_words(self, locale: str) -> list[SymbolWords] | None:
        kept = self._words.get(locale)
        return kept[1] if kept is not None and self._clock() < kept[0] else None

    async def _words_in(self, locale: str) -> list[SymbolWords]:
        known = self._kept_words(locale)
        if known is not None:
            return known
        if locale not in LOCALES:
            raise Invalid("locale", f"must be one of {', '.join(LOCALES)}")
        kept = self._words.get(locale)
        async with self._database.transaction(Context(), read_only=True) as connection:
            words = await symbols.symbols_in(connection, locale)
        if kept is not None and kept[1] == words:
            words = kept[1]  # so that the pages made of it stay
        # An empty vocabulary is one that is about to be seeded.
        self._words[locale] = (self._clock() + (KEEP_S if words else 0.0), words)
        return words


def body_of(words: Sequence[SymbolWords], wanted: Wanted) -> bytes:
    """Return the JSON of the symbols asked for. Raises Invalid for a cursor that is none."""
    chosen = [
        symbol
        for symbol in (words if wanted.query is None else found(words, wanted.query))
        if (wanted.category is None or symbol.category == wanted.category)
        and is_allowed(symbol.licence, commercial=wanted.commercial)
    ]
    if wanted.after is not None:
        ids = [symbol.id for symbol in chosen]
        if wanted.after not in ids:
            raise Invalid("after", "is not the cursor of an earlier page of these symbols")
        chosen = chosen[ids.index(wanted.after) + 1 :]
    shown = chosen if wanted.limit is None else chosen[: wanted.limit]
    cursor = f'"{shown[-1].id}"' if len(shown) < len(chosen) else "null"
    listed = ",".join(symbol.body for symbol in shown)
    return f'{{"locale":"{wanted.locale}","symbols":[{listed}],"next":{cursor}}}'.encode()


def encoded(body: bytes) -> dict[str, bytes]:
    """Return the body in every content coding that is kept."""
    return {"identity": body, "br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}


def page_of(bodies: Mapping[str, bytes]) -> Page:
    """Return a page with the tag of its content."""
    return Page(bodies, hashlib.sha256(bodies["identity"]).hexdigest()[:32])
