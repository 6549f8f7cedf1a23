"""The harmonic mean of precision and recall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged


def f1(judged: Judged, k: int) -> NDArray[np.float64]:
    """F1@k of each user: ``2 P R / (P + R)`` of precision@k and recall@k, ``2 hits / (k + |R|)``.

    Without hits both are 0, and so is F1. The mean is over the users' F1, not the F1 of the mean
    precision and recall. Source: van Rijsbergen 1979, *Information Retrieval*, ch. 7.

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1.

    Returns:
        0 to 1 a user, NaN without any relevant item, (u,).
    """
    hits = judged.hits(k).sum(axis=1)
    return judged.where_relevant(2.0 * hits / (k + judged.relevant_counts))
