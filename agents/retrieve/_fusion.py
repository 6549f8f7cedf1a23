"""Reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve._catalogue import CatalogueView

K = 60.0
"""The constant that keeps first places from drowning the rest."""


class Fused(NamedTuple):
    """Items of several rankings in one order."""

    items: NDArray[np.int32]
    """Distinct, best first; ties by the id's hash, (c,)."""
    scores: NDArray[np.float32]
    """``Σ_s w_s / (60 + rank_s)``, (c,)."""
    ranks: NDArray[np.int32]
    """Rank from 1 in each ranking, 0 where absent, (c, rankings)."""


def fuse(
    rankings: Sequence[NDArray[np.int32]],
    catalogue: CatalogueView,
    *,
    weights: Sequence[float] | None = None,
) -> Fused:
    """Fuse rankings of distinct item indices, each best first.

    Args:
        rankings: The rankings; empty ones count nothing.
        catalogue: Where the indices belong.
        weights: One a ranking; by default 1.
    """
    together = [np.asarray(r, dtype=np.int32) for r in rankings]
    if not together or not sum(len(r) for r in together):
        none = np.empty(0, dtype=np.int32)
        return Fused(none, none.astype(np.float32), np.zeros((0, len(together)), dtype=np.int32))
    items, places = np.unique(np.concatenate(together), return_inverse=True)
    ranks = np.zeros((len(items), len(together)), dtype=np.int32)
    start = 0
    for column, ranking in enumerate(together):
        ranks[places[start : start + len(ranking)], column] = np.arange(1, len(ranking) + 1)
        start += len(ranking)
    given = np.ones(len(together)) if weights is None else np.asarray(weights, dtype=np.float64)
    scores = np.where(ranks > 0, given / (K + ranks), 0.0).sum(axis=1)
    order = np.lexsort((catalogue.tie_break[items], -scores))
    return Fused(items[order].astype(np.int32), scores[order].astype(np.float32), ranks[order])
