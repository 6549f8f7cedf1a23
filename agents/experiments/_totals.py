"""Lists and hits summed by user: users are what was split, so users are what is independent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Totals(NamedTuple):
    """All that rates and their errors need of the users of one variant.

    For users i with xᵢ lists of which yᵢ were hits.
    """

    users: int
    lists: float
    """Σ x."""
    hits: float
    """Σ y."""
    xx: float
    """Σ x²."""
    xy: float
    """Σ xy."""
    yy: float
    """Σ y²."""


def totals(lists: NDArray[np.float64], hits: NDArray[np.float64]) -> Totals:
    """Sum one number a user.

    Args:
        lists: Lists shown, (u,); users without any are left out.
        hits: How many of them were hits, (u,).
    """
    seen = lists > 0
    x, y = lists[seen], hits[seen]
    sums = (x.sum(), y.sum(), (x * x).sum(), (x * y).sum(), (y * y).sum())
    return Totals(len(x), *map(float, sums))
