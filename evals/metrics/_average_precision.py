"""Average precision."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged
from whyrec.evals.metrics._lists import ratio


def average_precision(judged: Judged, k: int) -> NDArray[np.float64]:
    """AP@k of each user: ``Σ precision@rank / R`` over the relevant items among the first ``k``.

    R is all that is relevant, as in trec_eval's ``map_cut``, not min(R, k), as some libraries have
    it: with R > k it cannot reach 1. Its mean over users is MAP@k. Source: Manning, Raghavan &
    Schütze 2008, *Introduction to Information Retrieval*, §8.4.

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1; a shorter list counts as it is.

    Returns:
        0 to min(1, k / R) a user, NaN without any relevant item, (u,).
    """
    hits = judged.hits(k)
    precisions = np.cumsum(hits, axis=1) / np.arange(1, hits.shape[1] + 1)
    return ratio(np.where(hits, precisions, 0.0).sum(axis=1), judged.relevant_counts)
