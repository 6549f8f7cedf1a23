"""Catalogue coverage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._lists import first


def coverage(lists: NDArray[np.int32], k: int, items: int) -> float:
    """Share of the catalogue that stands in at least one user's first ``k``.

    It grows with the number of users, so compare it over the same ones. Source: Ge,
    Delgado-Battenfeld & Jannach 2010, *Beyond accuracy: evaluating recommender systems by coverage
    and serendipity*.

    Args:
        lists: Item indices, best first, −1 where a list has no more, (u, width).
        k: Length of the list looked at, ≥ 1.
        items: Size of the whole catalogue, ≥ 1.

    Returns:
        0 (nothing is shown) to min(1, u k / items).

    Raises:
        ValueError: ``k`` or ``items`` below 1, an index past the catalogue, or malformed lists.
    """
    top = first(lists, k, items)
    return len(np.unique(top[top >= 0])) / items
