"""Files whose cells are separated by ``::``, without a header or quotes, as MovieTweetings has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from whyrec._counted import counted
from whyrec.store.readers._batch import Batch
from whyrec.store.readers._builder import BatchBuilder
from whyrec.store.readers._text import text_lines

_SEPARATOR = "::"


def dat_batches(path: Path, names: tuple[str, ...], joined: str | None = None) -> Iterator[Batch]:
    """Read such a file.

    Args:
        path: The file.
        names: The names of its columns.
        joined: A column that may hold the separator itself.

    Yields:
        Batches of about 50,000 rows.

    Raises:
        InputError: The file is no text.
    """
    builder = BatchBuilder(str(path))
    inner = None if joined is None else names.index(joined)
    with text_lines(path) as lines:
        for number, line in enumerate(lines, 1):
            text = line.rstrip("\r\n")
            if not text.strip():
                continue
            cells = text.split(_SEPARATOR)
            if inner is not None and len(cells) > len(names):
                end = inner + 1 + len(cells) - len(names)
                cells[inner:end] = [_SEPARATOR.join(cells[inner:end])]
            if len(cells) == len(names):
                builder.add(number, names, tuple(cells), len(line))
            else:
                message = (
                    f"has {counted(len(cells), 'cell')} separated by :: instead of {len(names)}"
                )
                builder.reject(number, "", text, message)
            if builder.full:
                yield builder.take()
    yield builder.take()
