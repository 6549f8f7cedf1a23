"""Hit rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def hit_rate(ranks: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """HR@k of each user: 1 where the target stands among the first ``k``, else 0.

    Args:
        ranks: Rank of each user's target from 1, 0 where it is not in the list, (u,).
        k: Length of the list looked at, ≥ 1.
    """
    return ((ranks >= 1) & (ranks <= k)).astype(np.float64)
