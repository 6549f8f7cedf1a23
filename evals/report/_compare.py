"""Two reports side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt

from whyrec.evals.report._numbers import cell_in_words
from whyrec.evals.report._table import Cell, Column, Table, Value, number_of
from whyrec.evals.report._types import Report

_Key = tuple[tuple[str, ...], int]
"""What a row is called, and how many rows before it are called the same."""

_INTERVALS = (
    "b − a is the difference of the means. Its interval takes the two runs as independent; "
    "over the same users a paired bootstrap is narrower."
)


def compare(a: Report, b: Report) -> list[Table]:
    """What two reports say of the same things.

    Tables belong together when section and title are the same, rows when the texts
    before their first number are (the first with the first where several are), columns when their
    names are.

    Args:
        a: The report compared with.
        b: The report that may be better.

    Returns:
        One table a shared table, its row names and, for every numeric column, a, b and b − a; at
        the end one that lists what only one of the reports has, where there is such.
    """
    ours, theirs = _tables(a), _tables(b)
    shared = [place for place in ours if place in theirs]
    compared = [_compared(place, ours[place], theirs[place]) for place in shared]
    alone = [
        *_only("table", (_words(p) for p in ours), (_words(p) for p in theirs)),
        *(row for p in shared for row in _only_inside(_words(p), ours[p], theirs[p])),
    ]
    if alone:
        columns = [Column(name="what"), Column(name="where"), Column(name="only in")]
        compared.append(Table(title="Only in one report", columns=columns, rows=alone))
    return compared


def difference(a: Cell, b: Cell) -> Cell:
    """``b − a`` of two cells; None where one of them has no number.

    With two intervals it has one as well, ``d − √((b − b_low)² + (a_high − a)²)`` to
    ``d + √((b_high − b)² + (a − a_low)²)``, for independent a and b. Source: Zou & Donner 2008,
    *Construction of confidence limits about effect measures*, Statistics in Medicine 27(10).
    """
    before, after = number_of(a), number_of(b)
    if before is None or after is None:
        return None
    moved = after - before
    if not isinstance(a, Value) or not isinstance(b, Value):
        return moved
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return moved
    return Value(
        mean=moved,
        low=moved - sqrt((after - b.low) ** 2 + (a.high - before) ** 2),
        high=moved + sqrt((b.high - after) ** 2 + (before - a.low) ** 2),
    )


def _compared(place: tuple[str, str], a: Table, b: Table) -> Table:
    lead = _lead(a, b)
    names = [c.name for c in a.columns[lead:] if c.kind != "text" and c.name in _numeric(b)]
    columns = list(a.columns[:lead])
    for column in a.columns[lead:]:
        if column.name in names:
            for side in ("a", "b", "b − a"):
                renamed = {"name": f"{column.name}, {side}", "better": None}
                columns.append(column.model_copy(update=renamed))
    at_a, at_b = _places(a), _places(b)
    rows_a, rows_b = _rows(a, lead), _rows(b, lead)
    rows: list[list[Cell]] = []
    for key in rows_a:
        if key in rows_b:
            row = list(rows_a[key][:lead])
            for name in names:
                before, after = rows_a[key][at_a[name]], rows_b[key][at_b[name]]
                row += [before, after, difference(before, after)]
            rows.append(row)
    differences = (cell for row in rows for cell in row[lead + 2 :: 3])
    note = _INTERVALS if any(isinstance(cell, Value) for cell in differences) else ""
    return Table(title=_words(place), columns=columns, rows=rows, note=note)


def _only_inside(words: str, a: Table, b: Table) -> list[list[Cell]]:
    lead = _lead(a, b)
    rows = (map(_row_name, _rows(table, lead)) for table in (a, b))
    return [*_only(f"column of {words}", _places(a), _places(b)), *_only(f"row of {words}", *rows)]


def _only(what: str, a: Iterable[str], b: Iterable[str]) -> list[list[Cell]]:
    """What is only in one of two collections, that of a first."""
    ours, theirs = dict.fromkeys(a), dict.fromkeys(b)
    only: list[list[Cell]] = [[name, what, "a"] for name in ours if name not in theirs]
    only.extend([name, what, "b"] for name in theirs if name not in ours)
    return only


def _lead(a: Table, b: Table) -> int:
    """How many columns name a row: those before the first number that both tables begin with."""
    lead = 1
    for ours, theirs in zip(a.columns[1:], b.columns[1:], strict=False):
        if ours.name != theirs.name or ours.kind != "text" or theirs.kind != "text":
            break
        lead += 1
    return lead


def _tables(report: Report) -> dict[tuple[str, str], Table]:
    return {(s.title, table.title): table for s in report.sections for table in s.tables}


def _words(place: tuple[str, str]) -> str:
    return ": ".join(place)


def _places(table: Table) -> dict[str, int]:
    return {column.name: place for place, column in enumerate(table.columns)}


def _numeric(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.kind != "text"}


def _rows(table: Table, lead: int) -> dict[_Key, Sequence[Cell]]:
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[_Key, Sequence[Cell]] = {}
    for row in table.rows:
        name = tuple(cell_in_words(cell) for cell in row[:lead])
        found[name, seen[name]] = row
        seen[name] += 1
    return found


def _row_name(key: _Key) -> str:
    name, times = key
    return ", ".join(name) + (f" ({times + 1})" if times else "")
