"""Recall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged
from whyrec.evals.metrics._lists import ratio


def recall(judged: Judged, k: int) -> NDArray[np.float64]:
    """Recall@k of each user: ``hits among the first k / R``, R being all that is relevant.

    With R > k it cannot reach 1. Source: Manning, Raghavan & Schütze 2008, *Introduction to
    Information Retrieval*, §8.3.

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1; a shorter list counts as it is.

    Returns:
        0 to min(1, k / R) a user, NaN without any relevant item, (u,).
    """
    return ratio(judged.hits(k).sum(axis=1, dtype=np.float64), judged.relevant_counts)
