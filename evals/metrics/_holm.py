"""Holm's correction for several tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def holm(p_values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """P-values adjusted so that one below α is wrong anywhere with chance at most α.

    The i-th smallest of m becomes ``max over j ≤ i of min(1, (m − j + 1) p_j)``. Holds whatever the
    tests' dependence. Source: Holm 1979, *A simple sequentially rejective multiple test procedure*,
    Scandinavian Journal of Statistics 6(2).

    Args:
        p_values: Of the m tests that make up a claim, (m,).

    Returns:
        In the order given, each at least what it was and at most 1, (m,).

    Raises:
        ValueError: A p-value outside 0 to 1, or NaN.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("p-values are between 0 and 1")
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
