"""Diversity within a list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.evals.metrics._lists import first, ratio


def diversity(
    lists: NDArray[np.int32], k: int, vectors: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Intra-list diversity of each user's first ``k``: 1 − mean cosine over its pairs of items.

    The sum over the n (n − 1) ordered pairs of unit vectors is ``‖Σ v‖² − n``. Sources: Smyth &
    McClave 2001, *Similarity vs. diversity*; Ziegler et al. 2005, *Improving recommendation lists
    through topic diversification*.

    Args:
        lists: Item indices, best first, −1 where a list has no more, (u, width).
        k: Length of the list looked at, ≥ 1.
        vectors: One an item, of any length; an item with a row of zeros or NaN has none and is
            left out, (n, d).

    Returns:
        0 (all point the same way) to 2 (two items that point opposite ways) a user, NaN with fewer
        than two items that have a vector, (u,).

    Raises:
        ValueError: ``k`` below 1, an index past the catalogue, or malformed lists.
    """
    top = first(lists, k, len(vectors))
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    known = np.isfinite(lengths) & (lengths > 0)
    units = np.zeros(vectors.shape)
    np.divide(vectors, lengths[:, None], out=units, where=known[:, None])
    rows, places = np.nonzero((top >= 0) & known[top])
    shown = sparse.csr_array(
        (np.ones(len(rows)), (rows, top[rows, places])), shape=(len(top), len(vectors))
    )
    n = np.bincount(rows, minlength=len(top))
    sums = np.asarray(shown @ units, dtype=np.float64)
    cosines = ratio((sums**2).sum(axis=1) - n, n * (n - 1))
    return np.clip(1.0 - cosines, 0.0, 2.0)
