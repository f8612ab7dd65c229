"""The vocabulary of symbols: public, so kept bytes may be served from it."""

from collections.abc import Iterable
from typing import Any

from api.db.pool import Connection
from api.domain.symbol_search import SymbolWords


async def symbols_in(connection: Connection, locale: str) -> list[SymbolWords]:
    """Return the symbols with their words in a locale, in the vocabulary's order."""
    rows = await connection.fetch(
        """
        SELECT s.id, s.category, l.label, s.licence,
          json_build_object('id', s.id, 'category', s.category, 'pictograph', s.pictograph, 'label', l.label,
            'vocalization', l.vocalization, 'licence', s.licence, 'author', s.author)::text AS body
        FROM symbol s JOIN symbol_label l ON l.symbol_id = s.id AND l.locale = $1
        ORDER BY s.position, s.id
        """,
        locale,
    )
    return [SymbolWords(*row) for row in rows]


async def labels_in(connection: Connection, locale: str) -> dict[str, str]:
    """Return the label of each symbol in a locale, in the vocabulary's order."""
    rows = await connection.fetch(
        """
        SELECT s.id, l.label FROM symbol s JOIN symbol_label l ON l.symbol_id = s.id
        WHERE l.locale = $1 ORDER BY s.position, s.id
        """,
        locale,
    )
    return {row["id"]: row["label"] for row in rows}


async def save_symbols(connection: Connection, symbols: Iterable[dict[str, Any]]) -> int:
    """Insert or update symbols and their labels; return how many."""
    listed = list(symbols)
    await connection.executemany(
        """
        INSERT INTO symbol (id, category, pictograph, licence, author, position) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET (category, pictograph, licence, author, position)
          = (excluded.category, excluded.pictograph, excluded.licence, excluded.author, excluded.position)
        """,
        [(s["id"], s["category"], s["pictograph"], s["licence"], s["author"], n) for n, s in enumerate(listed)],
    )
    await connection.executemany(
        """
        INSERT INTO symbol_label (symbol_id, locale, label, vocalization) VALUES ($1, $2, $3, $4)
        ON CONFLICT (symbol_id, locale) DO UPDATE SET (label, vocalization) = (excluded.label, excluded.vocalization)
        """,
        [(s["id"], loc, text["label"], text["vocalization"]) for s in listed for loc, text in s["labels"].items()],
    )
    return len(listed)
