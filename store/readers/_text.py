"""Text files as lines: the encoding looked at first, no line without an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from whyrec.errors import InputError

LINE_LIMIT = 1 << 24
"""Characters of a line that are kept; what is beyond is dropped (no cell may be that long)."""

_NO_TEXT = {
    b"\xff\xfe": ("is UTF-16", "Save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8."),
    b"\xfe\xff": ("is UTF-16", "Save it as UTF-8, for example with iconv -f UTF-16 -t UTF-8."),
    b"\x1f\x8b": ("is compressed", "Unpack it first."),
    b"PK\x03\x04": ("is a zip archive or a spreadsheet", "Unpack it, or save it as CSV (UTF-8)."),
    b"PAR1": ("is a Parquet file", "Name it .parquet."),
}
_LOOKED_AT = 4096


def require_file(path: Path) -> None:
    """Refuse what is no regular, non-empty file.

    Raises:
        InputError: It is a folder, absent, empty or unreadable.
    """
    try:
        if path.is_dir():
            raise InputError(
                f"{path} is a folder, not a file.",
                remedy="A data set's folder is loaded with: whyrec ingest FOLDER",
            )
        if not path.is_file():
            raise InputError(f"{path} does not exist or is no regular file.")
        if path.stat().st_size == 0:
            raise InputError(f"{path} is empty.")
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


@contextmanager
def text_lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a text file with their ends, as UTF-8 with or without a mark.

    Bytes that are no UTF-8 come as lone surrogates, so that the row they are in can be told.

    Raises:
        InputError: The file is absent, empty, unreadable, or no UTF-8 text at all.
    """
    require_file(path)
    try:
        with path.open("rb") as file:
            _require_text(path, file.read(_LOOKED_AT))
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            yield _lines(partial(text.readline, LINE_LIMIT))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def _lines(read: partial[str]) -> Iterator[str]:
    for line in iter(read, ""):
        if len(line) >= LINE_LIMIT:
            rest = line
            while rest and not rest.endswith(("\n", "\r")):
                rest = read()
        yield line


def _require_text(path: Path, start: bytes) -> None:
    for mark, (what, remedy) in _NO_TEXT.items():
        if start.startswith(mark):
            raise InputError(f"{path} {what}.", remedy=remedy)
    if start.count(0) > len(start) // 5:
        raise InputError(f"{path} is binary or UTF-16.", remedy="Save it as UTF-8 text.")
