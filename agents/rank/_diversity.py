"""Score × diversity: the list is built greedily."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import Snapshot

_POOL = 100

Alike = Callable[[int], NDArray[np.float64]]
"""How alike the item at a position and each of all others are, (c,), in [−1, 1]."""


def greedy(
    scores: NDArray[np.float64], alike: NDArray[np.float64], k: int, exponent: float
) -> list[int]:
    """Pick ``argmax_i score(i) · (1 − max_{j chosen} alike(i, j))^λ`` again and again.

    Args:
        scores: ≥ 0, (c,). Ties go to the earlier position.
        alike: Similarities, clipped to [0, 1], (c, c).
        k: Length of the list.
        exponent: λ ≥ 0.

    Returns:
        Positions in the order picked, at most ``k``.
    """
    nearest = np.zeros(len(scores))
    left = np.ones(len(scores), dtype=np.bool_)
    chosen: list[int] = []
    for _ in range(min(k, len(scores))):
        # An exact duplicate (similarity 1) comes last, by score, and not in any order.
        value = scores * np.maximum(1.0 - nearest, 1e-9) ** exponent
        best = int(np.argmax(np.where(left, value, -1.0)))
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, np.clip(alike[best], 0.0, 1.0))
    return chosen


def similarities(items: NDArray[np.int32], snapshot: Snapshot) -> NDArray[np.float64]:
    """How alike items are, (c, c), in [−1, 1]: cosine of their vectors, or else of their facets."""
    part = _directions(items, snapshot)
    return np.asarray(part @ part.T)


def similar_to(items: NDArray[np.int32], snapshot: Snapshot) -> Alike:
    """The same one row at a time: for many items of which few are chosen."""
    part = _directions(items, snapshot)
    return lambda place: np.asarray(part @ part[place])


def _directions(items: NDArray[np.int32], snapshot: Snapshot) -> NDArray[np.float64]:
    vectors = snapshot.catalogue.vectors
    if vectors is not None:
        return vectors[items].astype(np.float64)
    part = snapshot.catalogue.facets[items].toarray().astype(np.float64)
    part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9)
    return np.asarray(part)


def pool_size(k: int) -> int:
    """How many of the best the greedy choice looks at: 100, or three lists' worth."""
    return max(_POOL, 3 * k)
