"""Two systems over the same users."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._resample import differences, resampled_means

_ROUNDING = 1e-12


class Difference(NamedTuple):
    """How far one system is ahead of another."""

    difference: float
    """Mean over users of the first system's number less the second's."""
    low: float
    """2.5 % quantile of the resampled differences."""
    high: float
    """97.5 % quantile."""
    p: float
    """Two-sided p-value of "no difference", above 0 up to 1."""
    n: int
    """Users that counted: those with a number in both."""

    @property
    def mean(self) -> float:
        """The difference: it is a mean, and written like one with its interval."""
        return self.difference


def paired_bootstrap(
    a: NDArray[np.float64], b: NDArray[np.float64], *, draws: int = 10_000, seed: int = 0
) -> Difference:
    """Mean difference of two systems with its 95 % percentile interval and p-value.

    Users are drawn with both their numbers, so what makes a user easy or hard for both cancels.
    The p-value shifts the resampled differences d* so that "no difference" holds:
    ``(1 + #{|d* − d| ≥ |d|}) / (draws + 1)``. With a handful of users it is too bold. Sources:
    Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, ch. 16; Davison & Hinkley 1997,
    *Bootstrap Methods and their Application*, §4.2 (the 1 added).

    Args:
        a: One number a user of the first system; NaN leaves the user out, (u,).
        b: Those of the second system for the same users, (u,).
        draws: Resamples, ≥ 1.
        seed: Of the resampling.

    Returns:
        The difference ``a − b``; with fewer than two users p is 1 and the interval NaN.

    Raises:
        ValueError: Arrays of other shapes, or ``draws`` below 1.
    """
    each = differences(a, b)
    mean = float(each.mean()) if len(each) else float("nan")
    if len(each) < 2:
        return Difference(mean, float("nan"), float("nan"), 1.0, len(each))
    means = resampled_means(each, draws, seed)
    low, high = np.quantile(means, [0.025, 0.975])
    extreme = np.abs(means - mean) >= abs(mean) - _ROUNDING
    p = (1 + int(extreme.sum())) / (draws + 1)
    return Difference(mean, float(low), float(high), p, len(each))
