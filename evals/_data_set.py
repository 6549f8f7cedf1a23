"""A data set in memory: items, events as columns, and the items' vectors."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from whyrec.agents.embeddings import Embedder
from whyrec.agents.profile import item_text
from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Item
from whyrec.errors import InputError
from whyrec.store import EventColumns, EventRow

_BATCH = 1_000


@dataclass(frozen=True)
class DataSet:
    """Items and everything that happened to them, ordered by time."""

    name: str
    items: tuple[Item, ...]
    """By id."""
    catalogue: CatalogueView
    columns: EventColumns
    fingerprint: str
    """sha256 of the events."""

    def embed(self, embedder: Embedder) -> None:
        """Give the catalogue its items' vectors."""
        rows: list[np.ndarray[tuple[int, int], np.dtype[np.float32]]] = []
        texts = [item_text(item) for item in self.items]

        async def run() -> None:
            for start in range(0, len(texts), _BATCH):
                rows.append(await embedder.embed(texts[start : start + _BATCH]))

        asyncio.run(run())
        self.catalogue.set_vectors(np.concatenate(rows))


def load_data_set(folder: Path) -> DataSet:
    """Read a folder that ``whyrec ingest --folder`` reads; bad rows are left out.

    Raises:
        InputError: The folder is no known data set, or holds no usable events.
    """
    from whyrec.store.readers import open_folder, read_events, read_items

    kind, item_source, event_source = open_folder(folder)
    items = {item.id: item for batch in read_items(item_source) for item in batch.items}
    rows = [row for batch in read_events(event_source) for row in batch.rows()]
    if not items or not rows:
        raise InputError(f"{folder} ({kind}) holds no usable items or events.")
    return data_set(folder.name, tuple(items.values()), rows)


def data_set(name: str, items: Sequence[Item], rows: Sequence[EventRow]) -> DataSet:
    """Put items and events in order; events without an item and repeated ids are left out."""
    ordered = tuple(sorted(items, key=lambda item: item.id))
    unique = {row.id: row for row in rows if row.item_id is not None}
    by_time = sorted(unique.values(), key=lambda row: (row.at_us, row.id))
    digest = hashlib.sha256()
    for row in by_time:
        digest.update(repr((row.user_id, row.item_id, row.kind, row.value, row.at_us)).encode())
    return DataSet(
        name=name,
        items=ordered,
        catalogue=CatalogueView.from_items(ordered),
        columns=EventColumns(
            user_id=np.array([row.user_id for row in by_time], dtype=object),
            item_id=np.array([row.item_id for row in by_time], dtype=object),
            kind=np.array([row.kind for row in by_time], dtype=object),
            value=np.array(
                [np.nan if row.value is None else row.value for row in by_time], dtype=np.float64
            ),
            at_us=np.array([row.at_us for row in by_time], dtype=np.int64),
        ),
        fingerprint=digest.hexdigest(),
    )
