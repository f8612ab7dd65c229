"""Finding symbols by their words, whatever accents and capitals the seeker leaves out."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SymbolWords:
    """A symbol in one language, in the vocabulary's order; `body` is its JSON as it is sent."""

    id: str
    category: str
    label: str
    licence: str
    body: str
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        """Fold the label once, for every search to come."""
        object.__setattr__(self, "folded", folded(self.label))


def folded(text: str) -> str:
    """Return the text without accents, capitals and doubled blanks."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(plain.casefold().split())


def found(symbols: Sequence[SymbolWords], query: str) -> list[SymbolWords]:
    """Return the symbols whose label holds the query: the same word first, then beginnings, then parts."""
    wanted = folded(query)
    if not wanted:
        return list(symbols)
    ranked = [(rank, symbol) for symbol in symbols if (rank := _rank(symbol.folded, wanted)) is not None]
    return [symbol for _, symbol in sorted(ranked, key=lambda pair: pair[0])]


def _rank(label: str, wanted: str) -> int | None:
    if wanted not in label:
        return None
    if label == wanted:
        return 0
    if label.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in label else 3
