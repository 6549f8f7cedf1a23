"""RecBole's atomic files: ``NAME.inter`` and, where there is one, ``NAME.item``.

Cells are separated by tabs and never quoted. The first line has a name and a type for each field,
``user_id:token``; the types are ``token``, ``token_seq``, ``float`` and ``float_seq``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from whyrec._counted import counted
from whyrec.errors import InputError
from whyrec.store.readers._batch import Batch, shown
from whyrec.store.readers._builder import BatchBuilder, Cell
from whyrec.store.readers._cells import Faults, text_of
from whyrec.store.readers._columns import (
    ITEM_COLUMNS,
    Matched,
    match_event_columns,
    match_item_columns,
    required,
)
from whyrec.store.readers._sources import Source
from whyrec.store.readers._text import text_lines

INTERACTIONS = ".inter"
ITEMS = ".item"
_TYPES = ("token", "token_seq", "float", "float_seq")
_RENAMED = {"release_year": "year", "class": "genre"}
"""What the published data sets call a facet, and its usual name."""
_KIND = "view"


class _Field(NamedTuple):
    name: str
    type: str


def interactions_file(folder: Path) -> Path | None:
    """The interactions of a folder; None where it has none.

    Raises:
        InputError: It has several, and none is named like the folder.
    """
    found = sorted(folder.glob(f"*{INTERACTIONS}"))
    named = folder / f"{folder.resolve().name}{INTERACTIONS}"
    if len(found) > 1 and named not in found:
        raise InputError(
            f"{folder} has several {INTERACTIONS} files: {', '.join(f.name for f in found[:20])}.",
            remedy="Leave one of them there, or name one like the folder.",
        )
    return named if named in found else next(iter(found), None)


def recbole_events(file: Path) -> Source:
    """The interactions: ratings where there is a field for them, else views."""
    return Source(file, lambda: _events(file))


def recbole_items(interactions: Path) -> Source:
    """The items beside the interactions, or, without a file of them, their bare ids.

    Tokens are facets; those of a ``token_seq`` are separated by spaces, or by commas where it has
    any. Numbers are none: a price is no taste, and an average rating knows later events.
    """
    file = interactions.with_suffix(ITEMS)
    if file.is_file():
        return Source(file, lambda: _items(file))
    return Source(interactions, lambda: _bare_items(interactions))


def _events(file: Path) -> Iterator[Batch]:
    for batch in _batches(file, _match_events):
        if batch.frame.height and not {"kind", "value"} & set(batch.frame.columns):
            kind = pl.lit(_KIND, pl.String).alias("kind")
            yield batch._replace(frame=batch.frame.with_columns(kind))
        else:
            yield batch


def _items(file: Path) -> Iterator[Batch]:
    for batch in _batches(file, _match_items):
        if batch.frame.height and "title" not in batch.frame.columns:
            title = pl.col("item_id").alias("title")
            yield batch._replace(frame=batch.frame.with_columns(title))
        else:
            yield batch


def _bare_items(interactions: Path) -> Iterator[Batch]:
    """Every item that is named, once. Rows without a usable id are the events' to report."""
    known: set[str] = set()
    for batch in _batches(interactions, _match_events):
        if not batch.frame.height or "item_id" not in batch.frame.columns:
            continue
        file = str(interactions)
        ids = text_of(batch.frame["item_id"], file)
        faults = Faults(batch, file)
        faults.add("item_id", ids.is_null(), "is missing")
        faults.identifiers("item_id", ids)
        good = faults.good()
        usable = range(len(ids)) if good is None else good.arg_true().to_list()
        first = {ids[row]: batch.lines[row] for row in reversed(usable) if ids[row] not in known}
        known.update(first)
        new = sorted(first, key=lambda item: first[item])
        yield Batch([first[item] for item in new], pl.DataFrame({"item_id": new, "title": new}), [])


def _match_events(fields: Sequence[_Field]) -> Matched:
    return match_event_columns([field.name for field in fields], filled_in=("kind",))


def _match_items(fields: Sequence[_Field]) -> Matched:
    written = {field.name for field in fields}
    names = [
        field.name if _RENAMED.get(field.name, field.name) in written else _RENAMED[field.name]
        for field in fields
    ]
    matched = match_item_columns(names, filled_in=("title",))
    read = zip(matched.names, fields, strict=True)
    return matched._replace(names=tuple(n if _is_read(n, f) else None for n, f in read))


def _is_read(name: str | None, field: _Field) -> bool:
    return name in ITEM_COLUMNS or name == "year" or not field.type.startswith("float")


def _batches(path: Path, match: Callable[[Sequence[_Field]], Matched]) -> Iterator[Batch]:
    """Read an atomic file.

    Args:
        path: The file.
        match: Says what its fields are.

    Yields:
        Batches of about 50,000 rows.

    Raises:
        InputError: The file is no text, its first line has no types, or it lacks a field.
    """
    builder = BatchBuilder(str(path))
    with text_lines(path) as lines:
        rows = ((number, line.rstrip("\r\n")) for number, line in enumerate(lines, 1))
        filled = ((number, text) for number, text in rows if text.strip(" "))
        fields = _fields(path, next(filled, (0, ""))[1])
        names = required(match(fields), str(path))
        kept = tuple(name for name in names if name is not None)
        pick = [(p, _has_values(n, fields[p])) for p, n in enumerate(names) if n is not None]
        for number, text in filled:
            cells = text.split("\t")
            if len(cells) == len(fields):
                row = tuple(_values(cells[p]) if several else cells[p] for p, several in pick)
                builder.add(number, kept, row, len(text))
            else:
                message = f"has {counted(len(cells), 'cell')} where the header has {len(fields)}"
                builder.reject(number, "", text, message)
            if builder.full:
                yield builder.take()
    yield builder.take()


def _fields(path: Path, header: str) -> list[_Field]:
    fields = []
    for cell in header.split("\t"):
        name, colon, kind = cell.strip().rpartition(":")
        if not (name and colon and kind in _TYPES):
            raise InputError(
                f"{path}: the header's field {shown(cell, 40)!r} has no type.",
                remedy=f"Fields are written name:type; the types are {', '.join(_TYPES)}.",
            )
        fields.append(_Field(name, kind))
    return fields


def _has_values(name: str, field: _Field) -> bool:
    return field.type == "token_seq" and name not in ITEM_COLUMNS


def _values(cell: str) -> Cell:
    """The tokens of a facet."""
    return [part.strip() for part in cell.split(",")] if "," in cell else cell.split()
