"""JSON Lines: one object a line, each with its own keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from whyrec.errors import InputError
from whyrec.store.readers._batch import Batch
from whyrec.store.readers._builder import BatchBuilder, Cell
from whyrec.store.readers._columns import Matched
from whyrec.store.readers._text import text_lines

_SHAPES_LIMIT = 1_000
_KEYS_LIMIT = 100
_WHY = {
    RecursionError: "it is nested too deeply",
    ValueError: "it has a number of too many digits",
}
"""What `json.loads` raises besides its own error."""


def jsonl_batches(
    path: Path, match: Callable[[Sequence[str]], Matched], known: Collection[str]
) -> Iterator[Batch]:
    """Read a file of JSON objects, one a line.

    Args:
        path: The file.
        match: Says what the keys of an object are.
        known: Columns that hold one value; the others (facets) may hold lists of them.

    Yields:
        Batches of about 50,000 rows.

    Raises:
        InputError: The file is no text, or one JSON array instead of lines.
    """
    builder = BatchBuilder(str(path))
    shapes: dict[tuple[str, ...], tuple[Matched, tuple[str, ...]]] = {}
    with text_lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            record = _record(path, builder, number, line)
            if record is not None:
                keys = tuple(record)
                if keys not in shapes:
                    if len(shapes) > _SHAPES_LIMIT:
                        shapes.clear()
                    matched = match(keys)
                    shapes[keys] = matched, tuple(n for n in matched.names if n is not None)
                _add(builder, number, line, record, *shapes[keys], known)
            if builder.full:
                yield builder.take()
    yield builder.take()


def _record(path: Path, builder: BatchBuilder, number: int, line: str) -> dict[str, Any] | None:
    if number == 1 and line.lstrip().startswith("["):
        raise InputError(
            f"{path} begins with [: it is one JSON array, not JSON Lines.",
            remedy="Write one object a line, for example with jq -c '.[]'.",
        )
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", None) or _WHY[type(error)]
        builder.reject(number, "", line.rstrip("\r\n"), f"is no JSON: {why}")
        return None
    if not isinstance(record, dict):
        builder.reject(number, "", line.rstrip("\r\n"), "is no JSON object")
        return None
    return record


def _add(
    builder: BatchBuilder,
    number: int,
    line: str,
    record: dict[str, Any],
    matched: Matched,
    names: tuple[str, ...],
    known: Collection[str],
) -> None:
    if matched.complaint is not None or len(names) > _KEYS_LIMIT:
        message = matched.complaint or f"has more than {_KEYS_LIMIT} keys"
        builder.reject(number, "", line.rstrip("\r\n"), message)
        return
    cells = []
    for name, value in zip(matched.names, record.values(), strict=True):
        if name is None:
            continue
        try:
            cells.append(_cell(value, one=name in known))
        except TypeError as error:
            builder.reject(number, name, line.rstrip("\r\n"), str(error))
            return
    builder.add(number, names, tuple(cells), len(line))


def _cell(value: object, *, one: bool) -> Cell:
    """``value`` as text; a facet may also be a list of such values.

    Raises:
        TypeError: It is something else.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        if one:
            raise TypeError("is true or false where text or a number belongs")
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and not one:
        texts = [_text(part) for part in value if part is not None]
        if None not in texts:
            return [text for text in texts if text is not None]
    raise TypeError("is a list or an object where one value belongs")


def _text(part: object) -> str | None:
    """One value of a facet's list; None where it is none."""
    if isinstance(part, list | dict):
        return None
    text = _cell(part, one=False)
    return text if isinstance(text, str) else None
