"""How numbers are written."""

from __future__ import annotations

import math
from collections.abc import Iterable

from whyrec.evals.report._table import Cell, Kind, Value, number_of

MINUS = "−"
THIN_SPACE = "\u202f"
PERCENT = "\u00a0%"
_DIGITS = 4
"""Significant digits of a column's largest number."""


def decimals_of(cells: Iterable[Cell], kind: Kind = "number") -> int:
    """Decimals with which a whole column is written, so that its points stand under each other.

    A column's largest number gets four significant digits, but no more than four decimals unless
    all are below .001; four too where a number would otherwise be written as 0 and is not, as a p
    of .0001; percentages get one decimal; whole numbers none.
    """
    if kind == "percent":
        return 1
    numbers = [n for n in map(number_of, cells) if n is not None]
    if kind == "count" or not numbers or all(isinstance(n, int) for n in numbers):
        return 0
    largest = max(map(abs, numbers))
    if largest == 0:
        return 0
    wanted = max(0, _DIGITS - 1 - math.floor(math.log10(largest)))
    if any(n and not round(n, wanted) for n in numbers):
        wanted = max(wanted, _DIGITS)
    return min(wanted, _DIGITS if largest >= 0.001 else 12)


def in_words(number: float, kind: Kind = "number", decimals: int = _DIGITS) -> str:
    """The number with a real minus, thousands set apart, and ``%`` for a percentage."""
    if kind == "percent":
        number *= 100
    size = abs(number)
    if size and (size >= 1e12 or (round(size, decimals) == 0 and decimals > 6)):
        written = f"{size:.2e}"
    else:
        written = f"{size:,.{decimals}f}".replace(",", THIN_SPACE)
    negative = number < 0 and any(digit in written for digit in "123456789")
    return (MINUS if negative else "") + written + (PERCENT if kind == "percent" else "")


def place_in_words(x: float | str) -> str:
    """A place on an axis: a name as it is, a number as short as it can be."""
    return x if isinstance(x, str) else f"{x:,.6g}".replace(",", THIN_SPACE).replace("-", MINUS)


def interval_in_words(value: Value, kind: Kind, decimals: int) -> str:
    """``[low, high]``, an end that was not measured as ``–``; nothing without both."""
    if value.low is None and value.high is None:
        return ""
    ends = (
        "–" if end is None else in_words(end, kind, decimals) for end in (value.low, value.high)
    )
    return f"[{', '.join(ends)}]".replace(PERCENT, "")


def cell_in_words(cell: Cell, kind: Kind = "number", decimals: int | None = None) -> str:
    """A cell on its own, on one line: a text as it is, an empty text for what is missing."""
    if isinstance(cell, str):
        return cell
    number = number_of(cell)
    if number is None:
        return ""
    if decimals is None:
        decimals = decimals_of([cell], kind)
    written = in_words(number, kind, decimals)
    interval = interval_in_words(cell, kind, decimals) if isinstance(cell, Value) else ""
    return f"{written} {interval}".strip()
