"""A table made ready for the page: every cell in words, the best marked, intervals placed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whyrec.evals.report._numbers import cell_in_words, decimals_of, in_words, interval_in_words
from whyrec.evals.report._table import Cell, Column, Table, Value, number_of

WHISKER = 60
"""Width of the drawing of an interval, in its own units."""


class Whisker(NamedTuple):
    """Where an interval and its mean are between the column's lowest and highest end, 0 to 60."""

    low: float
    mean: float
    high: float


class Shown(NamedTuple):
    """One cell."""

    text: str
    """Number or text; empty where it was not measured."""
    numeric: bool
    missing: bool
    best: bool = False
    interval: str = ""
    whisker: Whisker | None = None


class Head(NamedTuple):
    """Head of one column."""

    name: str
    explanation: str
    numeric: bool


class Sheet(NamedTuple):
    """The whole table."""

    heads: list[Head]
    rows: list[list[Shown]]
    has_missing: bool
    has_best: bool
    of: int
    """Rows there are, of which ``rows`` may be the first ones."""


def laid_out(table: Table) -> Sheet:
    """Every cell of the table as it is shown."""
    heads = [Head(c.name, c.explanation, c.kind != "text") for c in table.columns]
    columns = [
        _shown(column, [row[place] for row in table.rows])
        for place, column in enumerate(table.columns)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    cells = [cell for row in rows for cell in row]
    missing, best = any(c.missing for c in cells), any(c.best for c in cells)
    return Sheet(heads, rows, missing, best, len(rows))


def _shown(column: Column, cells: Sequence[Cell]) -> list[Shown]:
    if column.kind == "text":
        return [Shown(cell_in_words(cell), False, _is_missing(cell)) for cell in cells]
    decimals = decimals_of(cells, column.kind)
    best = _best(column, cells)
    scale = _scale(cells)
    shown = []
    for cell in cells:
        number = number_of(cell)
        if number is None:
            shown.append(Shown(cell if isinstance(cell, str) else "", True, _is_missing(cell)))
            continue
        interval = interval_in_words(cell, column.kind, decimals) if isinstance(cell, Value) else ""
        shown.append(
            Shown(
                in_words(number, column.kind, decimals),
                True,
                False,
                number == best,
                interval,
                _whisker(cell, scale),
            )
        )
    return shown


def _is_missing(cell: Cell) -> bool:
    return not isinstance(cell, str) and number_of(cell) is None


def _best(column: Column, cells: Sequence[Cell]) -> float | None:
    """The best of at least two numbers that differ; None where the column has no better side."""
    numbers = {n for n in map(number_of, cells) if n is not None}
    if column.better is None or len(numbers) < 2:
        return None
    return max(numbers) if column.better == "higher" else min(numbers)


def _scale(cells: Sequence[Cell]) -> tuple[float, float] | None:
    """Lowest and highest end of the column's intervals, where at least two cells have one."""
    ends = [
        (cell.low, cell.high)
        for cell in cells
        if isinstance(cell, Value) and cell.low is not None and cell.high is not None
    ]
    if len(ends) < 2:
        return None
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    return (low, high) if high > low else None


def _whisker(cell: Cell, scale: tuple[float, float] | None) -> Whisker | None:
    if scale is None or not isinstance(cell, Value):
        return None
    if cell.mean is None or cell.low is None or cell.high is None:
        return None
    low, high = scale
    places = [(end - low) / (high - low) for end in (cell.low, cell.mean, cell.high)]
    return Whisker(*(round(WHISKER * min(max(place, 0.0), 1.0), 1) for place in places))
