"""When a cluster is two, and when two are one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

SPLIT = 0.005
"""A cluster is split where that takes away so much of the squared distance between all people."""
MERGE = 0.0025
"""Two clusters become one where that adds less than so much of it: half of what splits, so that
what was split is not merged at once."""
LEAST_MEMBERS = 20
"""Fewer people are no cluster: what they share may be chance, and would tell of each of them."""
_LOOKED_AT = 10_000
"""Members among whom two halves are looked for."""


class Halves(NamedTuple):
    """A cluster as two."""

    gain: float
    """Squared distance that the split takes away, summed over the members, ≥ 0."""
    second: NDArray[np.bool_]
    """True for the members of the second half, (n,)."""


def ward(
    size: float, centre: NDArray[np.float32], other_size: float, other: NDArray[np.float32]
) -> float:
    """Squared distance to the mean that merging two clusters adds, summed over their members.

    ``n_a n_b / (n_a + n_b) · ‖μ_a − μ_b‖²`` (Ward 1963, "Hierarchical grouping to optimize an
    objective function"). It is also what splitting the whole into the two takes away.
    """
    apart = (centre - other).astype(np.float64)
    return float(size * other_size / max(size + other_size, 1e-12) * (apart @ apart))


def halves(vectors: NDArray[np.float32], seed: int) -> Halves:
    """The best two halves of a cluster that 2-means finds.

    Args:
        vectors: Of the members, (n, d).
        seed: Of the draw of members and of 2-means.
    """
    if len(vectors) < 2 or not np.ptp(vectors, axis=0).any():
        return Halves(0.0, np.zeros(len(vectors), dtype=np.bool_))
    rng = np.random.default_rng(seed)
    some = vectors
    if len(vectors) > _LOOKED_AT:
        some = vectors[np.sort(rng.choice(len(vectors), _LOOKED_AT, replace=False))]
    found = KMeans(2, n_init=2, random_state=seed, max_iter=50).fit(some)
    second = found.predict(vectors) == 1
    if second.all() or not second.any():
        return Halves(0.0, np.zeros(len(vectors), dtype=np.bool_))
    left, right = vectors[~second], vectors[second]
    gain = ward(len(left), left.mean(axis=0), len(right), right.mean(axis=0))
    return Halves(gain, second)


def splits(two: Halves, whole: float, *, least: float = SPLIT) -> bool:
    """Whether two halves are worth a cluster more: both are large enough, and so is the gain.

    Args:
        two: The halves.
        whole: Squared distance of everybody to everybody's mean, summed.
        least: Share of it that is worth it.
    """
    smaller = min(int(two.second.sum()), int((~two.second).sum()))
    return smaller >= LEAST_MEMBERS and whole > 0 and two.gain >= least * whole


def merging(
    sizes: NDArray[np.float64],
    centres: NDArray[np.float32],
    whole: float,
    *,
    least: float = MERGE,
) -> tuple[int, int] | None:
    """The two clusters whose merging costs least, where that is too little to keep them apart.

    Args:
        sizes: Members of each, (c,).
        centres: Their means, (c, d).
        whole: Squared distance of everybody to everybody's mean, summed.
        least: Share of it that keeps two apart.

    Returns:
        Their places, the smaller first; None where all are far enough from each other.
    """
    if len(sizes) < 2:
        return None
    exact = centres.astype(np.float64)
    apart = ((exact[:, None, :] - exact[None, :, :]) ** 2).sum(axis=2)
    both = sizes[:, None] * sizes[None, :] / np.maximum(sizes[:, None] + sizes[None, :], 1e-12)
    cost = both * apart
    np.fill_diagonal(cost, np.inf)
    first, second = divmod(int(np.argmin(cost)), len(sizes))
    if cost[first, second] >= least * whole:
        return None
    return min(first, second), max(first, second)
