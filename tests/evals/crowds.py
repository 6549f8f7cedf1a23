"""Hand-made crowds: who took what on which day, as a data set without a home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from whyrec.agents.retrieve import CatalogueView
from whyrec.domain import Item
from whyrec.evals._home import DataSet
from whyrec.store import EventColumns

START = datetime(2024, 1, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
ITEMS = 30

Row = tuple[str, int, float]
"""User, item number, day."""


def day(number: float) -> datetime:
    """A moment, in days after the start."""
    return START + timedelta(days=number)


def item(number: int) -> str:
    """An item's id; ids and numbers have the same order."""
    return f"i{number:02d}"


def made(
    rows: Iterable[Row],
    *,
    items: int = ITEMS,
    titles: Sequence[str] | None = None,
    vectors: Sequence[Sequence[float]] | None = None,
    dated: bool = True,
) -> DataSet:
    """A data set of views.

    Args:
        rows: In any order; at the same moment the earlier row comes first.
        items: How many items there are.
        titles: Theirs, by default one word each.
        vectors: Theirs, by default none.
        dated: Whether the items say that they were there from the start on.
    """
    told = titles or [f"Title{n}" for n in range(items)]
    since = START if dated else None
    catalogue = tuple(Item(id=item(n), title=told[n], created_at=since) for n in range(items))
    view = CatalogueView.from_items(catalogue)
    if vectors is not None:
        view.set_vectors(np.array(vectors, dtype=np.float32))
    ordered = sorted(rows, key=lambda row: row[2])
    columns = EventColumns(
        user_id=np.array([user for user, _, _ in ordered], dtype=object),
        item_id=np.array([item(number) for _, number, _ in ordered], dtype=object),
        kind=np.array(["view"] * len(ordered), dtype=object),
        value=np.full(len(ordered), np.nan),
        at_us=np.array([_us(day(at)) for _, _, at in ordered], dtype=np.int64),
    )
    return DataSet("made", Path("nowhere"), catalogue, view, columns, "fingerprint")


def drawn_rows(seed: int, *, users: int = 12, each: int = 20, items: int = ITEMS) -> list[Row]:
    """A random crowd over 100 days, on whole hours so that there are ties."""
    rng = np.random.default_rng(seed)
    return [
        (f"u{user:02d}", int(rng.integers(items)), int(rng.integers(2_400)) / 24)
        for user in range(users)
        for _ in range(each)
    ]


def _us(moment: datetime) -> int:
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
