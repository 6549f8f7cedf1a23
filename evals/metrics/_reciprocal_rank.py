"""Reciprocal rank."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged


def reciprocal_rank(judged: Judged, k: int) -> NDArray[np.float64]:
    """RR@k of each user: ``1 / rank`` of the first relevant item within ``k``, else 0.

    Its mean over users is MRR@k. Source: Voorhees 1999, *The TREC-8 question answering track
    report*.

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1; a shorter list counts as it is.

    Returns:
        0 or 1/k to 1 a user, NaN without any relevant item, (u,).
    """
    hits = judged.hits(k)
    inverse = 1.0 / np.arange(1, hits.shape[1] + 1)
    return judged.where_relevant(np.where(hits, inverse, 0.0).max(axis=1, initial=0.0))
