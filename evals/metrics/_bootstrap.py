"""Intervals by resampling users."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._resample import resampled_means


class Interval(NamedTuple):
    """A mean over users with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int
    """Users that counted: those with a number."""


def bootstrap(values: NDArray[np.float64], *, draws: int = 2_000, seed: int = 0) -> Interval:
    """Percentile bootstrap of the mean (Efron 1979).

    Args:
        values: One number a user; users without one (NaN) are left out, (u,).
        draws: Resamples, ≥ 1.
        seed: Of the resampling.

    Returns:
        Mean, the 2.5 % and 97.5 % quantiles of the resampled means, and how many users counted;
        NaN without users.

    Raises:
        ValueError: ``draws`` is below 1.
    """
    present = values[~np.isnan(values)]
    if not len(present):
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    low, high = np.quantile(resampled_means(present, draws, seed), [0.025, 0.975])
    return Interval(float(present.mean()), float(low), float(high), len(present))
