"""CSV, line by line, so that a bad row costs that row and has its line number.

Python's ``csv`` splits the rows (a million in two seconds) because no faster reader can say which
row was bad.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from whyrec._counted import counted
from whyrec.errors import InputError
from whyrec.store.readers._batch import Batch
from whyrec.store.readers._builder import BatchBuilder
from whyrec.store.readers._columns import Matched, required
from whyrec.store.readers._text import text_lines

_CELL_LIMIT = 20_000
"""A quoted cell over several lines and longer than this is an unclosed quote."""
_REREAD_LIMIT = 1 << 26
"""Characters read again after unclosed quotes; then each row must end on its own line."""
_DELIMITERS = (",", "\t", ";")


class _Tape:
    """Lines that can be put back, and a record of those that made the current row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._put_back: deque[str] = deque()
        self._reread = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        if self.taken and self._reread > _REREAD_LIMIT:
            raise StopIteration
        line = self._put_back.popleft() if self._put_back else next(self._lines)
        self.taken.append(line)
        return line

    def keep_first(self) -> str:
        """Put back all lines of the current row but the first, and return that one."""
        first, *rest = self.taken
        self._put_back.extendleft(reversed(rest))
        self._reread += sum(map(len, rest))
        self.taken = [first]
        return first


def csv_batches(path: Path, match: Callable[[Sequence[str]], Matched]) -> Iterator[Batch]:
    """Read a CSV file with a header; commas, tabs or semicolons separate.

    Blank lines are no rows. A quote that is not closed costs the line it is in.

    Args:
        path: The file.
        match: Says what the columns of the header are.

    Yields:
        Batches of about 50,000 rows.

    Raises:
        InputError: The file is no text, has no header, or its header lacks a column.
    """
    with text_lines(path) as lines:
        tape = _Tape(lines)
        header, header_line, delimiter = _header(path, tape)
        names = required(match(header), str(path))
        yield from _rows(path, tape, names, header_line + 1, delimiter)


def _header(path: Path, tape: _Tape) -> tuple[list[str], int, str]:
    for number, line in enumerate(tape, 1):
        tape.taken.clear()
        if line.strip():
            text = line.encode("utf-8", "backslashreplace").decode()
            delimiter = max(_DELIMITERS, key=text.count)
            try:
                cells = next(csv.reader([text], delimiter=delimiter, strict=True))
            except csv.Error as error:
                raise InputError(f"{path}: the header is no CSV: {error}.") from error
            return [cell.strip() for cell in cells], number, delimiter
    raise InputError(f"{path} is empty.")


def _rows(
    path: Path, tape: _Tape, names: tuple[str | None, ...], line: int, delimiter: str
) -> Iterator[Batch]:
    kept = tuple(name for name in names if name is not None)
    pick = [i for i, name in enumerate(names) if name is not None]
    pick_all = len(pick) == len(names)
    builder = BatchBuilder(str(path))
    reader = csv.reader(tape, delimiter=delimiter, strict=True)
    while True:
        tape.taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            several = len(tape.taken) > 1
            first = tape.keep_first()
            builder.reject(line, "", first, _why(error, several, first))
        else:
            whole = len(row) == len(names)
            if len(tape.taken) > 1 and not (whole and max(map(len, row)) <= _CELL_LIMIT):
                builder.reject(line, "", tape.keep_first(), "has a quote that is not closed")
            elif whole and row:
                cells = tuple(row) if pick_all else tuple(row[i] for i in pick)
                builder.add(line, kept, cells, sum(map(len, tape.taken)))
            elif len(row) > 1 or (row and row[0].strip()):
                message = f"has {counted(len(row), 'cell')} where the header has {len(names)}"
                builder.reject(line, "", tape.taken[0].rstrip("\r\n"), message)
        line += len(tape.taken)
        if builder.full:
            yield builder.take()
    yield builder.take()


def _why(error: csv.Error, several: bool, line: str) -> str:
    if "field larger" in str(error) and not several:
        return "has a cell of more than 131,072 characters"
    if several or "end of data" in str(error):
        return "has a quote that is not closed"
    return f"is no CSV: {error}"
