"""Novelty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._lists import first, mean_of


def novelty(lists: NDArray[np.int32], k: int, counts: NDArray[np.integer]) -> NDArray[np.float64]:
    """Mean surprise of each user's first ``k`` in bits: ``−log₂ p`` of the item's popularity share.

    ``p = (count + 1) / (Σ counts + n)`` over the catalogue of n items: one is added to every count
    (Laplace), so that an item nobody took has a finite surprise, the highest. The shares sum to 1.
    Sources: Zhou et al. 2010, *Solving the apparent diversity-accuracy dilemma of recommender
    systems*, PNAS 107(10); Vargas & Castells 2011, *Rank and relevance in novelty and diversity
    metrics*.

    Args:
        lists: Item indices, best first, −1 where a list has no more, (u, width).
        k: Length of the list looked at, ≥ 1.
        counts: How often each item was taken before the moment of prediction, ≥ 0, (n,).

    Returns:
        0 to ``log₂(Σ counts + n)`` bits a user, NaN for an empty list, (u,).

    Raises:
        ValueError: ``k`` below 1, a negative count, an index past the catalogue, or malformed
            lists.
    """
    top = first(lists, k, len(counts))
    if (counts < 0).any():
        raise ValueError("a count is ≥ 0")
    shares = (counts + 1.0) / (counts.sum() + len(counts))
    return mean_of(-np.log2(shares), top)
