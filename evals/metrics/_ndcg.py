"""Normalised discounted cumulative gain of one target."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def ndcg(ranks: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """NDCG@k of each user with one relevant item: ``1 / log₂(1 + rank)`` within ``k``, else 0.

    The ideal list has the target first, with a gain of ``1 / log₂ 2 = 1``.

    Args:
        ranks: Rank of each user's target from 1, 0 where it is not in the list, (u,).
        k: Length of the list looked at, ≥ 1.
    """
    found = (ranks >= 1) & (ranks <= k)
    return np.where(found, 1.0 / np.log2(1.0 + np.maximum(ranks, 1)), 0.0)
