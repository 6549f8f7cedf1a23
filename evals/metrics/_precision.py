"""Precision."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged


def precision(judged: Judged, k: int) -> NDArray[np.float64]:
    """Precision@k of each user: ``hits among the first k / k``.

    The denominator stays ``k`` for a shorter list, as in trec_eval, so that a system gains nothing
    by showing less. Source: Manning, Raghavan & Schütze 2008, *Introduction to Information
    Retrieval*, §8.4.

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1.

    Returns:
        0 to min(1, R / k) a user, NaN without any relevant item, (u,).
    """
    return judged.where_relevant(judged.hits(k).sum(axis=1, dtype=np.float64) / k)
