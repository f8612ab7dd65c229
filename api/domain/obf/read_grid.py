"""Reads a board's grid and mends it so that every row has every column and every id has its button."""

import math

from api.domain.obf.fields import Fields, identifier
from api.domain.obf.jsontext import Json
from api.domain.obf.model import NO_EXTRA, Grid
from api.domain.obf.report import Notes, Refusal, shown

MOST = 100
COMFORTABLE = 20
UNKNOWN_CELLS = "ext_alphawolf_unknown_cells"

Cells = list[list[str | None]]


def grid(board: Fields, buttons: list[str], notes: Notes) -> Grid:
    """The grid over the buttons with these ids.

    Raises Refusal grid-too-large above 100 rows or columns.
    """
    place = board.place
    raw = board.record("grid")
    if raw is None:
        wide = math.isqrt(len(buttons) - 1) + 1 if buttons else 1
        _refuse_size(1, wide)
        notes.changed("grid-missing", "The board has no grid; its buttons were laid out in their order.", place)
        return _finished(_filled(buttons, wide), 1, wide, NO_EXTRA)
    fields = Fields(raw, notes, place, "The grid")
    rows, columns = fields.size("rows"), fields.size("columns")
    _refuse_size(rows or 1, columns or 1)
    cells = _cells(fields, columns, notes)
    if not cells and buttons:
        columns = columns or math.isqrt(len(buttons) - 1) + 1
        notes.changed("grid-order-missing", "The grid has no order; its buttons were laid out in their order.", place)
        cells = _filled(buttons[: (rows or MOST) * columns], columns)
    _refuse_size(len(cells), max(map(len, cells), default=0))
    cells = _without_unknown(cells, set(buttons), fields, notes)
    tall, wide = max(rows or 1, len(cells)), max(columns or 1, *map(len, cells), 1)
    if cells and ((rows, columns) != (tall, wide) or len(cells) != tall or any(len(row) != wide for row in cells)):
        notes.changed("grid-size", f"The grid was made {tall} rows of {wide} columns to hold its order.", place)
    elif not cells and (rows is None or columns is None):
        notes.changed("grid-size", f"The grid was made {tall} rows of {wide} columns.", place)
    if max(tall, wide) > COMFORTABLE:
        notes.kept("grid-large", f"A grid of {tall} rows and {wide} columns is too large for most screens.", place)
    return _finished(cells, tall, wide, fields.remainder())


def _refuse_size(rows: int, columns: int) -> None:
    if rows > MOST or columns > MOST:
        raise Refusal("grid-too-large", f"A board has a grid of more than {MOST} rows or columns.")


def _filled(buttons: list[str], columns: int) -> Cells:
    return [list(buttons[at : at + columns]) for at in range(0, len(buttons), columns)]


def _finished(cells: Cells, rows: int, columns: int, extra: str) -> Grid:
    rows = max(rows, len(cells))
    padded = [row + [None] * (columns - len(row)) for row in cells]
    padded += [[None] * columns for _ in range(rows - len(cells))]
    return Grid(rows, columns, tuple(map(tuple, padded)), extra)


def _cells(fields: Fields, columns: int | None, notes: Notes) -> Cells:
    order = fields.take("order")
    if order is None:
        return []
    if not isinstance(order, list):
        fields.reject("order", order, "is not a list of rows")
        return []
    flat = [item for item in order if not isinstance(item, list)]
    if flat and len(flat) == len(order) and any(item is not None for item in flat):
        notes.changed("grid-order-flat", "The grid's order was one list; it was cut into rows.", fields.place)
        _refuse_size(1, 1 if len(flat) <= MOST * MOST else MOST + 1)
        wide = columns or math.isqrt(len(flat) - 1) + 1
        order = [list(flat[at : at + wide]) for at in range(0, len(flat), wide)]
    odd: list[Json] = []
    cells: Cells = []
    for row in order:
        if row is not None and not isinstance(row, list):
            odd.append(row)
        cells.append([_cell(item, odd) for item in row] if isinstance(row, list) else [])
    if odd:
        fields.reject("order", odd, f"has {len(odd)} entries that are not ids")
    return cells


def _cell(item: Json, odd: list[Json]) -> str | None:
    name = identifier(item)
    if name is None and item is not None:
        odd.append(item)
    return name


def _without_unknown(cells: Cells, known: set[str], fields: Fields, notes: Notes) -> Cells:
    unknown: list[Json] = []
    for row, line in enumerate(cells):
        for column, name in enumerate(line):
            if name is not None and name not in known:
                unknown.append([row, column, name])
                line[column] = None
                detail = (
                    f"The cell in row {row + 1}, column {column + 1} names a button {shown(name)} that is not there."
                )
                notes.missing("grid-button-unknown", detail, fields.place)
    if unknown:
        fields.put(UNKNOWN_CELLS, unknown)
    return cells
