"""The public vocabulary, kept as ready bytes: it changes with a release, and is asked for at every start of a board."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from api.db import symbols
from api.db.pool import Context, Database
from api.domain.errors import Invalid

KEEP_S = 60.0
LOCALES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Page:
    """A list of symbols as it is sent, and the tag by which a client knows it again."""

    body: bytes
    etag: str


class Vocabulary:
    """Answers from memory and asks the database again after a while."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._pages: dict[tuple[str, str | None], tuple[float, Page]] = {}
        self._ids: tuple[float, frozenset[str]] | None = None

    async def page(self, locale: str, query: str | None, category: str | None) -> Page:
        """Return the symbols in a locale. Searches are not kept: there are too many of them."""
        if locale not in LOCALES:
            raise Invalid("locale", f"must be one of {', '.join(LOCALES)}")
        kept = self._pages.get((locale, category)) if query is None else None
        if kept is not None and self._clock() < kept[0]:
            return kept[1]
        async with self._database.transaction(Context(), read_only=True) as connection:
            body = (await symbols.symbols_json(connection, locale, query, category)).encode()
        page = Page(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
        if query is None and (category is None or b'"id"' in body):  # an unknown category must not fill the memory
            self._pages[locale, category] = (self._clock() + KEEP_S, page)
        return page

    async def ids(self) -> frozenset[str]:
        """Return the ids of all symbols."""
        if self._ids is None or self._clock() >= self._ids[0]:
            async with self._database.transaction(Context(), read_only=True) as connection:
                known = await symbols.symbol_ids(connection)
            # An empty vocabulary is one that is about to be seeded.
            self._ids = (self._clock() + (KEEP_S if known else 0.0), known)
        return self._ids[1]

    async def check(self, wanted: list[str]) -> None:
        """Do nothing if every symbol is known; else name the first place that is not, never its content."""
        known = await self.ids()
        for index, symbol in enumerate(wanted):
            if symbol not in known:
                raise Invalid(f"symbols[{index}]", "is not in the vocabulary", kind="unknown-symbol")
