"""Intervals by resampling users."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_CHUNK = 100


class Interval(NamedTuple):
    """A mean over users with its 95 % interval."""

    mean: float
    low: float
    high: float


def bootstrap(values: NDArray[np.float64], *, draws: int = 2_000, seed: int = 0) -> Interval:
    """Percentile bootstrap of the mean (Efron 1979).

    Args:
        values: One number a user; users without one (NaN) are left out, (u,).
        draws: Resamples.
        seed: Of the resampling.

    Returns:
        Mean and the 2.5 % and 97.5 % quantiles of the resampled means; NaN without users.
    """
    present = values[np.isfinite(values)]
    if not len(present):
        return Interval(float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(seed)
    means: list[NDArray[np.float64]] = []
    for start in range(0, draws, _CHUNK):
        size = (min(_CHUNK, draws - start), len(present))
        means.append(present[rng.integers(0, len(present), size=size)].mean(axis=1))
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975])
    return Interval(float(present.mean()), float(low), float(high))
