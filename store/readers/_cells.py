"""Columns as text and as numbers, and what can be wrong with their cells."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from whyrec.errors import InputError
from whyrec.store.readers._batch import Batch, Complaint, Rejected, plain_row, shown

CONTROL = r"[\x00-\x1f\x7f-\x9f\x{feff}]"
CONTROL_IN_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\x{feff}]"
"""As `CONTROL`, but lines and tabs are allowed."""
_INVISIBLE = r"^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Z}]+$"
"""Zero width, direction marks and other white space, and nothing else."""
ID_LIMIT = 256
_NO_IDS = ("nan", "NaN", "NAN", "null", "NULL", "None", "<NA>")
"""What other programs write for an id that is not there."""
_PATHS = (".", "..")


def text_of(column: pl.Series, file: str) -> pl.Series:
    """A column as text without white space around it; empty cells are null.

    Raises:
        InputError: The column holds no single values (lists, objects, bytes).
    """
    dtype = column.dtype
    if dtype == pl.Null:
        return column.cast(pl.String)
    if dtype.is_float():
        numbers = column.fill_nan(None)
        whole = (numbers == numbers.floor()) & (numbers.abs() < 2**53)
        integers = numbers.set(~whole.fill_null(False), None).cast(pl.Int64, strict=False)
        return integers.cast(pl.String).fill_null(numbers.cast(pl.String))
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object, pl.Boolean, pl.Duration):
        raise InputError(f"{file}: the column {column.name} holds {dtype}, not text or numbers.")
    text = column.cast(pl.String).str.strip_chars()
    return text.set((text == "").fill_null(False), None)


class Faults:
    """Which rows of a batch have which problem in which column.

    Args:
        batch: The batch as it was read.
        file: Its file as problems show it.
    """

    def __init__(self, batch: Batch, file: str) -> None:
        self._batch = batch
        self._file = file
        self._found: list[tuple[str, pl.Series, str]] = []

    def add(self, column: str, rows: pl.Series, message: str) -> None:
        """Note that ``rows`` (a mask; null is no) have the problem."""
        if rows.any():
            self._found.append((column, rows.fill_null(False), message))

    def identifiers(self, column: str, text: pl.Series) -> None:
        """Note what is wrong with ids, apart from being absent."""
        self.add(column, text.is_in(_NO_IDS), "is missing (it is written out as that word)")
        self.add(column, text.str.contains(_INVISIBLE), "has only characters that cannot be seen")
        self.add(column, text.is_in(_PATHS), "is no id: in a path it means what lies above")
        self.texts(column, text, ID_LIMIT)

    def texts(self, column: str, text: pl.Series, limit: int, control: str = CONTROL) -> None:
        """Note texts that are too long or hold control characters."""
        if text.null_count() == text.len():
            return
        too_long = text.str.len_bytes() > limit
        if too_long.any():
            too_long = text.str.len_chars() > limit
            self.add(column, too_long, f"has more than {limit:,} characters")
        self.add(column, text.str.contains(control), "has a control character")

    def good(self) -> pl.Series | None:
        """The mask of rows without any problem; None when all are without."""
        if not self._found:
            return None
        bad = self._found[0][1]
        for _, rows, _ in self._found[1:]:
            bad = bad | rows
        return ~bad

    def rejected(self) -> Iterator[Rejected]:
        """The rows with problems, each with all of its own."""
        good = self.good()
        if good is None:
            return
        frame = self._batch.frame
        for index in (~good).arg_true():
            row = frame.row(index, named=True)
            complaints = tuple(
                Complaint(column, shown(row.get(column)), message)
                for column, rows, message in self._found
                if rows[index]
            )
            yield Rejected(self._file, self._batch.lines[index], complaints, plain_row(row))
