"""Symbol boards: a grid of buttons, each saying a symbol's vocalization or words of its own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.domain.errors import Invalid

STARTING_SYMBOLS = (
    "help", "yes", "no", "pain", "stop", "more", "water", "toilet", "hungry", "thirsty",
    "tired", "happy", "sad", "please", "thank_you", "i_need_you", "call_caregiver", "finished", "hello", "goodbye",
)  # fmt: skip
STARTING_COLUMNS = 5


def check_board(board: Mapping[str, Any], known_symbols: Iterable[str]) -> None:
    """Do nothing if every cell names a button, every button is placed at most once and every symbol is known."""
    buttons = board["buttons"]
    ids = [button["id"] for button in buttons]
    if len(set(ids)) < len(ids):
        raise Invalid("buttons", "two buttons have the same id")
    known = set(known_symbols)
    for index, button in enumerate(buttons):
        if button.get("symbol") is not None and button["symbol"] not in known:
            raise Invalid(f"buttons[{index}].symbol", "is not in the vocabulary", kind="unknown-symbol")
    grid = board["grid"]
    order = grid["order"]
    if len(order) != grid["rows"] or any(len(row) != grid["columns"] for row in order):
        raise Invalid("grid.order", "does not have the rows and columns that the grid names")
    placed = [cell for row in order for cell in row if cell is not None]
    if len(set(placed)) < len(placed):
        raise Invalid("grid.order", "places one button twice")
    if not set(placed) <= set(ids):
        raise Invalid("grid.order", "places a button that does not exist")


def symbols_of(board: Mapping[str, Any]) -> set[str]:
    """Return the ids of the symbols that a board shows."""
    return {button["symbol"] for button in board["buttons"] if button.get("symbol") is not None}


def starting_board(labels: Mapping[str, str], name: str, locale: str) -> dict[str, Any]:
    """Return a first board of everyday symbols; `labels` maps the id of each known symbol to its label."""
    chosen = [symbol for symbol in STARTING_SYMBOLS if symbol in labels]
    chosen += [symbol for symbol in labels if symbol not in chosen][: len(STARTING_SYMBOLS) - len(chosen)]
    rows = [chosen[start : start + STARTING_COLUMNS] for start in range(0, len(chosen), STARTING_COLUMNS)]
    order: list[Sequence[str | None]] = [[*row, *[None] * (STARTING_COLUMNS - len(row))] for row in rows]
    return {
        "name": name,
        "locale": locale,
        "grid": {"rows": len(order), "columns": STARTING_COLUMNS, "order": order},
        "buttons": [{"id": symbol, "symbol": symbol, "label": labels[symbol]} for symbol in chosen],
    }
