"""What every file format is turned into before its rows are checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from whyrec.domain import RowProblem

VALUE_LIMIT = 200
"""Characters of an offending value that a problem shows."""
_CELL_LIMIT = 2_000
BATCH_ROWS = 50_000
BATCH_CHARACTERS = 1 << 24


class Complaint(NamedTuple):
    """What is wrong with one cell."""

    column: str
    value: str
    message: str


class Rejected(NamedTuple):
    """A row that cannot be loaded."""

    file: str
    line: int
    """Line of a text file where the row begins (from 1), row of a Parquet file (from 1)."""
    complaints: tuple[Complaint, ...]
    """At least one, in the order of the checks."""
    row: dict[str, Any]
    """Its cells as JSON values; ``{"line": text}`` where it could not be split into cells."""

    def problems(self) -> list[RowProblem]:
        """The complaints as a report shows them."""
        return [
            RowProblem(file=self.file, line=self.line, **complaint._asdict())
            for complaint in self.complaints
        ]


class Batch(NamedTuple):
    """Some rows of a file, split into cells but not yet checked."""

    lines: list[int]
    """Where each row of the frame begins."""
    frame: pl.DataFrame
    """One column a known name or facet; text formats give strings or lists of strings."""
    rejected: list[Rejected]
    """Rows between them that could not be split into cells."""


def shown(value: object, limit: int = VALUE_LIMIT) -> str:
    """``value`` as a problem shows it: cut, with nothing that a terminal would act on."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = text[:limit]
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)[:limit]


def plain_row(row: Mapping[str, object]) -> dict[str, Any]:
    """``row`` as JSON values, long cells cut, empty ones left out."""
    return {name: _plain(cell) for name, cell in row.items() if cell is not None}


def _escaped(character: str) -> str:
    """The byte in hexadecimal where it was no UTF-8, else Python's escape."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()


def _plain(cell: object) -> object:
    if isinstance(cell, bool | int) or (isinstance(cell, float) and math.isfinite(cell)):
        return cell
    if isinstance(cell, list):
        return [_plain(one) for one in cell[:100]]
    text = str(cell)[:_CELL_LIMIT]
    return text.encode("utf-8", "backslashreplace").decode()
