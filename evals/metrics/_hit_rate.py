"""Hit rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._judged import Judged


def hit_rate(judged: Judged, k: int) -> NDArray[np.float64]:
    """HR@k of each user: 1 where a relevant item stands among the first ``k``, else 0.

    Also called success@k. Source: Deshpande & Karypis 2004, *Item-based top-N recommendation
    algorithms*, ACM TOIS 22(1).

    Args:
        judged: Lists and relevant items of u users.
        k: Length of the list looked at, ≥ 1; a shorter list counts as it is.

    Returns:
        0 or 1 a user, NaN without any relevant item, (u,).
    """
    return judged.where_relevant(np.asarray(judged.hits(k).any(axis=1), dtype=np.float64))
