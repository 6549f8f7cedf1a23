"""A file or a data set as something that can be read, twice if need be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from whyrec.errors import InputError
from whyrec.store.readers._batch import Batch
from whyrec.store.readers._columns import (
    EVENT_COLUMNS,
    ITEM_COLUMNS,
    match_event_columns,
    match_item_columns,
)
from whyrec.store.readers._csv import csv_batches
from whyrec.store.readers._events import EventBatch, EventRules, check_events
from whyrec.store.readers._items import ItemBatch, check_items
from whyrec.store.readers._jsonl import jsonl_batches
from whyrec.store.readers._parquet import parquet_batches, parquet_scale
from whyrec.store.readers._scale import Scale

CSV = (".csv", ".tsv", ".txt")
PARQUET = (".parquet", ".pq")
JSONL = (".jsonl", ".ndjson", ".json")
_DOMAIN = "items"


@dataclass(frozen=True)
class Source:
    """Items or events that can be read."""

    path: Path
    """The main file, as problems name it."""
    batches: Callable[[], Iterator[Batch]]
    """Reads it from the beginning."""
    scale: Scale | None = None
    """The scale its ratings are declared to be on."""
    domain: str | None = None
    """The domain of its items."""
    others: tuple[Path, ...] = ()
    """Further files it is read from."""


def event_source(path: Path | str) -> Source:
    """A CSV, Parquet or JSON Lines file of events, told by its ending.

    Raises:
        InputError: The ending is another one, or a Parquet file is damaged.
    """
    file = Path(path)
    match _format(file):
        case "csv":
            return Source(file, lambda: csv_batches(file, match_event_columns))
        case "jsonl":
            return Source(file, lambda: jsonl_batches(file, match_event_columns, EVENT_COLUMNS))
    return Source(file, lambda: parquet_batches(file, match_event_columns), parquet_scale(file))


def item_source(path: Path | str) -> Source:
    """A CSV, Parquet or JSON Lines file of items, told by its ending.

    Raises:
        InputError: The ending is another one.
    """
    file = Path(path)
    match _format(file):
        case "csv":
            return Source(file, lambda: csv_batches(file, match_item_columns))
        case "jsonl":
            return Source(file, lambda: jsonl_batches(file, match_item_columns, ITEM_COLUMNS))
    return Source(file, lambda: parquet_batches(file, match_item_columns))


def read_events(
    source: Source | Path | str, rules: EventRules | None = None
) -> Iterator[EventBatch]:
    """Read and check events.

    Args:
        source: A source, or a file.
        rules: The latest time and the rating scale they are held against; by default the scale
            that the source declares, and any time.

    Yields:
        Batches of at most about 50,000 rows, in the file's order.

    Raises:
        InputError: The file as a whole cannot be read.
    """
    read = source if isinstance(source, Source) else event_source(source)
    held = EventRules(scale=read.scale) if rules is None else rules
    for batch in read.batches():
        yield check_events(batch, held, str(read.path))


def read_items(source: Source | Path | str, domain: str | None = None) -> Iterator[ItemBatch]:
    """Read and check items.

    Args:
        source: A source, or a file.
        domain: The domain of items that name none; by default the source's, else "items".

    Yields:
        Batches of at most about 50,000 rows, in the file's order.

    Raises:
        InputError: The file as a whole cannot be read.
    """
    read = source if isinstance(source, Source) else item_source(source)
    for batch in read.batches():
        yield check_items(batch, str(read.path), domain or read.domain or _DOMAIN)


def _format(file: Path) -> str:
    ending = file.suffix.lower()
    for name, endings in (("csv", CSV), ("parquet", PARQUET), ("jsonl", JSONL)):
        if ending in endings:
            return name
    raise InputError(
        f"{file}: files ending in {ending or 'nothing'!r} are not read.",
        remedy=f"Readable are {', '.join((*CSV, *PARQUET, *JSONL))}; a data set's folder is loaded "
        "with: whyrec ingest FOLDER",
    )
