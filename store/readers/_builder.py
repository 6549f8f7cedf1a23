"""Rows of cells, collected into batches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import polars as pl

from whyrec.store.readers._batch import (
    BATCH_CHARACTERS,
    BATCH_ROWS,
    Batch,
    Complaint,
    Rejected,
    plain_row,
    shown,
)

_COLUMNS_LIMIT = 256
Cell = str | list[str] | None


class BatchBuilder:
    """Collects rows of one file until they make a batch.

    Args:
        file: The file's name as problems show it.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._lines: list[int] = []
        self._rows: list[tuple[tuple[str, ...], tuple[Cell, ...]]] = []
        self._rejected: list[Rejected] = []
        self._names: dict[str, None] = {}
        self._last_names: tuple[str, ...] = ()
        self._characters = 0

    @property
    def full(self) -> bool:
        """Whether it is time to `take` a batch."""
        return (
            len(self._lines) + len(self._rejected) >= BATCH_ROWS
            or self._characters >= BATCH_CHARACTERS
            or len(self._names) > _COLUMNS_LIMIT
        )

    def add(
        self, line: int, names: tuple[str, ...], cells: tuple[Cell, ...], characters: int
    ) -> None:
        """Add a row of as many cells as names."""
        if names is not self._last_names:
            self._last_names = names
            self._names.update(dict.fromkeys(names))
        self._lines.append(line)
        self._rows.append((names, cells))
        self._characters += characters

    def reject(
        self, line: int, column: str, value: object, message: str, row: dict[str, Any] | None = None
    ) -> None:
        """Reject a row that cannot be split into cells.

        Args:
            line: Where it begins.
            column: The column, empty where it is the row as a whole.
            value: What is wrong.
            message: Why.
            row: Its cells, where there are any; by default the value as ``line``, and in ``parts``
                what may be ids in it.
        """
        kept = _unsplit(str(value)) if row is None else plain_row(row)
        complaint = Complaint(column, shown(value), message)
        self._rejected.append(Rejected(self._file, line, (complaint,), kept))
        self._characters += 200

    def take(self) -> Batch:
        """All rows so far as a batch; the builder is empty afterwards."""
        try:
            frame = self._frame()
        except UnicodeEncodeError:
            self._reject_broken_text()
            frame = self._frame()
        batch = Batch(self._lines, frame, self._rejected)
        self._lines, self._rows, self._rejected = [], [], []
        self._names, self._last_names, self._characters = {}, (), 0
        return batch

    def _frame(self) -> pl.DataFrame:
        names = tuple(self._names)
        columns: Iterable[tuple[Cell, ...]]
        if self._rows and all(given == names for given, _ in self._rows):
            columns = zip(*(cells for _, cells in self._rows), strict=True)
        else:
            rows = [dict(zip(given, cells, strict=True)) for given, cells in self._rows]
            columns = [tuple(row.get(name) for row in rows) for name in names]
        return pl.DataFrame(
            [_series(name, cells) for name, cells in zip(names, columns, strict=True)]
        )

    def _reject_broken_text(self) -> None:
        """Move the rows with text that is no Unicode to the rejected ones."""
        lines, rows = self._lines, self._rows
        self._lines, self._rows = [], []
        for line, (names, cells) in zip(lines, rows, strict=True):
            row = dict(zip(names, cells, strict=True))
            broken = next((name for name, cell in row.items() if not _encodable(cell)), None)
            if broken is None:
                self._lines.append(line)
                self._rows.append((names, cells))
            else:
                message = "is not UTF-8; save the file in that encoding"
                self.reject(line, broken, row[broken], message, row)


def _unsplit(line: str) -> dict[str, Any]:
    """A row that has no cells; whoever forgets a user looks for ids among its parts."""
    row = plain_row({"line": line})
    parts = (part.strip(" :{}[]") for part in re.split(r'[,;\t"\r\n]|::', row["line"]))
    return {**row, "parts": [part for part in parts if part]}


def _series(name: str, cells: tuple[Cell, ...]) -> pl.Series:
    if any(isinstance(cell, list) for cell in cells):
        lists = [cell.split("|") if isinstance(cell, str) else cell for cell in cells]
        return pl.Series(name, lists, dtype=pl.List(pl.String))
    return pl.Series(name, cells, dtype=pl.String)


def _encodable(cell: Cell) -> bool:
    try:
        "".join(cell or ()).encode()
    except UnicodeEncodeError:
        return False
    return True
