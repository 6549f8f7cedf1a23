"""The nearest allowed items of many vectors at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._source import Asked

EXACT_UP_TO = 20_000
"""Catalogues up to this size are searched exactly, in the matrix that ranking needs anyway."""
_SELECTIVE = 0.2


def nearest(
    asked: Asked, queries: NDArray[np.float32], k: int, *, exact_up_to: int = EXACT_UP_TO
) -> list[NDArray[np.int32]]:
    """Find neighbours by cosine.

    Beyond ``exact_up_to`` items the vector collections are asked, all queries in one call each;
    asking for a part of the catalogue costs them O(N), so what filters leave out is dropped
    afterwards, and where filters leave less than a fifth the matrix is searched after all.

    Args:
        asked: The request: its snapshot's vectors, indexes and allowed items.
        queries: (q, d).
        k: Neighbours a query.
        exact_up_to: Largest catalogue searched exactly.

    Returns:
        For each query at most ``k`` allowed item indices, nearest first.
    """
    vectors = asked.snapshot.catalogue.vectors
    allowed = int(asked.allowed.sum())
    if vectors is not None and (
        len(vectors) <= exact_up_to
        or not asked.snapshot.indexes
        or allowed < _SELECTIVE * len(vectors)
    ):
        return _exact(asked, queries, k)
    return _indexed(asked, queries, k)


def _exact(asked: Asked, queries: NDArray[np.float32], k: int) -> list[NDArray[np.int32]]:
    similarities = queries @ asked.snapshot.catalogue.vector_columns
    without = asked.snapshot.catalogue.without_vector
    assert without is not None
    similarities += np.where(asked.allowed, without, np.float32(-np.inf))
    return [_best(asked, row, k) for row in similarities]


def _best(asked: Asked, row: NDArray[np.float32], k: int) -> NDArray[np.int32]:
    rest = max(len(row) - k - 1, 0)
    usable = np.argpartition(row, rest)[rest:] if rest else np.arange(len(row))
    usable = usable[np.isfinite(row[usable])]
    ties = asked.snapshot.catalogue.tie_break[usable]
    return usable[np.lexsort((ties, -row[usable]))][:k].astype(np.int32)


def _indexed(asked: Asked, queries: NDArray[np.float32], k: int) -> list[NDArray[np.int32]]:
    catalogue = asked.snapshot.catalogue
    found: list[list[tuple[float, int, int]]] = [[] for _ in queries]
    # Seen items are what lies nearest: asking for as many more keeps k.
    wanted = k + min(len(set(asked.user.excluded.tolist())), k)
    for vector_index in asked.snapshot.indexes:
        for row, (ids, similarities) in enumerate(vector_index.query(queries, wanted)):
            for item_id, similarity in zip(ids, similarities, strict=True):
                position = catalogue.index.get(item_id)
                if position is not None and asked.allowed[position]:
                    tie = int(catalogue.tie_break[position])
                    found[row].append((-float(similarity), tie, position))
    return [np.array([p for _, _, p in sorted(row)[:k]], dtype=np.int32) for row in found]
