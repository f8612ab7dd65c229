"""Spanish sentences."""
from collections.abc import Sequence

def compose(symbols: Sequence[str]) -> str:
    return " ".join(symbols)

def tidy(text: str, asks: bool) -> str:
    return text
