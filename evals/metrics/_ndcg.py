"""Normalised discounted cumulative gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged
from whyrec.evals.metrics._lists import ratio


def ndcg(judged: Judged, k: int) -> NDArray[np.float64]:
    """NDCG@k of each user with gains of 1 for relevant items and 0 for others.

    ``DCG@k = Σ 1 / log₂(1 + rank)`` over the relevant items among the first ``k``, divided by that
    of the ideal list, which has min(R, k) of the user's R relevant items in front. With one
    relevant item it is ``1 / log₂(1 + rank)``. Source: Järvelin & Kekäläinen 2002, *Cumulated
    gain-based evaluation of IR techniques*, ACM TOIS 20(4).

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1; places that a shorter list lacks gain nothing.

    Returns:
        0 to 1 a user, NaN without any relevant item, (u,).
    """
    hits = judged.hits(k)
    best = np.minimum(judged.relevant_counts, k)
    discounts = 1.0 / np.log2(2.0 + np.arange(max(hits.shape[1], best.max(initial=0))))
    gains = np.where(hits, discounts[: hits.shape[1]], 0.0)
    # Both are added up from the front, so a perfect list has exactly 1, and none more.
    return ratio(_sums(gains)[:, -1], _sums(discounts[None, :])[0, best])


def _sums(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of the first 0, 1, … places, (u, places + 1)."""
    return np.cumsum(np.pad(gains, ((0, 0), (1, 0))), axis=1)
