"""Items: rows checked one by one, for what a facet is differs from file to file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from whyrec.domain import Item
from whyrec.store._rows import from_us
from whyrec.store.readers._batch import Batch, Rejected
from whyrec.store.readers._cells import CONTROL, CONTROL_IN_TEXT, Faults, text_of
from whyrec.store.readers._columns import ITEM_COLUMNS
from whyrec.store.readers._times import read_times

_TITLE_LIMIT = 1_000
_TEXT_LIMIT = 20_000
_DOMAIN_LIMIT = 64
_FACET_LIMIT = 500
"""Characters of one value."""
_VALUES_LIMIT = 1_000
"""Values of one facet of one item."""


class ItemBatch(NamedTuple):
    """Checked items of a file, and those that failed."""

    file: str
    lines: list[int]
    """Where each item's row begins."""
    items: list[Item]
    rejected: list[Rejected]


def check_items(batch: Batch, file: str, domain: str) -> ItemBatch:
    """Check the rows of a batch.

    Args:
        batch: Its columns are named as in `ITEM_COLUMNS`; all others are facets.
        file: The file as problems show it.
        domain: The domain of items that name none.

    Raises:
        InputError: A column's type cannot hold what it should.
    """
    frame = batch.frame
    if not frame.height:
        return ItemBatch(file, [], [], batch.rejected)
    faults = Faults(batch, file)
    ids = text_of(frame["item_id"], file)
    titles = text_of(frame["title"], file).str.replace_all(r"\s+", " ")
    texts = _text(frame, "text", file)
    domains = _text(frame, "domain", file)
    facets = _facets(frame, faults, file)
    faults.add("item_id", ids.is_null(), "is missing")
    faults.identifiers("item_id", ids)
    faults.add("title", titles.is_null(), "is missing")
    faults.texts("title", titles, _TITLE_LIMIT)
    faults.texts("text", texts, _TEXT_LIMIT, CONTROL_IN_TEXT)
    faults.texts("domain", domains, _DOMAIN_LIMIT)
    created = _created(frame, faults, file)
    good = faults.good()
    chosen = range(frame.height) if good is None else good.arg_true().to_list()
    items = [
        Item(
            id=ids[row],
            title=titles[row],
            text=texts[row] or "",
            facets={name: values[row] for name, values in facets.items() if values[row]},
            domain=domains[row] or domain,
            created_at=None if (at := created[row]) is None else from_us(at),
        )
        for row in chosen
    ]
    rejected = [*batch.rejected, *faults.rejected()]
    return ItemBatch(file, [batch.lines[row] for row in chosen], items, rejected)


def _text(frame: pl.DataFrame, name: str, file: str) -> pl.Series:
    if name in frame.columns:
        return text_of(frame[name], file)
    return pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height)


def _created(frame: pl.DataFrame, faults: Faults, file: str) -> pl.Series:
    if "created_at" not in frame.columns:
        return _text(frame, "created_at", file)
    written = frame["created_at"]
    if not (written.dtype.is_numeric() or written.dtype in (pl.Date, pl.Datetime)):
        written = text_of(written, file)
    times = read_times(written)
    for message, rows in times.faults.items():
        faults.add("created_at", rows, message)
    return times.at_us


def _facets(frame: pl.DataFrame, faults: Faults, file: str) -> dict[str, list[tuple[str, ...]]]:
    facets = {}
    for name in frame.columns:
        if name in ITEM_COLUMNS:
            continue
        values = [tuple(dict.fromkeys(_values(cell))) for cell in _cells(frame[name], file)]
        facets[name] = values
        _check_facet(name, values, faults)
    return facets


def _check_facet(name: str, values: list[tuple[str, ...]], faults: Faults) -> None:
    lengths = pl.Series([max(map(len, row), default=0) for row in values], dtype=pl.Int64)
    long = f"has a value of more than {_FACET_LIMIT} characters; a description is a column 'text'"
    faults.add(name, lengths > _FACET_LIMIT, long)
    many = pl.Series([len(row) > _VALUES_LIMIT for row in values], dtype=pl.Boolean)
    faults.add(name, many, f"has more than {_VALUES_LIMIT:,} values")
    joined = pl.Series(["".join(row) for row in values], dtype=pl.String)
    faults.add(name, joined.str.contains(CONTROL), "has a control character")


def _cells(column: pl.Series, file: str) -> list[Any]:
    """A facet's cells: texts, lists of texts, or None."""
    if isinstance(column.dtype, pl.List | pl.Array):
        inner = column.dtype.inner
        if isinstance(inner, type(pl.String)) or inner == pl.String:
            return column.to_list()
        return [
            None if row is None else text_of(pl.Series(column.name, row), file).to_list()
            for row in column
        ]
    if column.dtype == pl.Boolean:
        return column.cast(pl.String).to_list()
    return text_of(column, file).to_list()


def _values(cell: str | list[str | None] | None) -> Iterator[str]:
    parts = cell.split("|") if isinstance(cell, str) else cell or ()
    return (text for part in parts if part and (text := part.strip()))
