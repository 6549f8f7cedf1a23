"""How far two divisions are from each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def divergence(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    """Jensen–Shannon divergence in bits, [0, 1]: 0 where they are equal, 1 where nothing is common.

    ``½ KL(p ‖ m) + ½ KL(q ‖ m)`` with ``m = ½ (p + q)`` (Lin 1991, "Divergence measures based on
    the Shannon entropy").

    Args:
        p: Shares ≥ 0 that sum to 1, (m,).
        q: Likewise, (m,).
    """
    middle = (p + q) / 2
    both = np.stack([p, q])
    parts = np.divide(both, middle, out=np.ones_like(both), where=(both > 0) & (middle > 0))
    return float(np.clip((both * np.log2(parts)).sum() / 2, 0.0, 1.0))
