"""Whether a system is at most a margin worse than another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._resample import differences, resampled_means


class NonInferiority(NamedTuple):
    """What speaks for "not worse by more than the margin"."""

    difference: float
    """Mean over users of the first system's number less the second's."""
    low: float
    """One-sided 95 % lower bound of the difference; the claim stands where it is above −margin."""
    p: float
    """P-value of "worse by the margin or more", above 0 up to 1, to be corrected with `holm`."""
    n: int
    """Users that counted: those with a number in both."""


def not_inferior(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    margin: float,
    *,
    draws: int = 10_000,
    seed: int = 0,
) -> NonInferiority:
    """Test of ``mean(a − b) > −margin`` by a paired bootstrap over users.

    The lower bound is the 5 % quantile of the resampled differences d*, and the p-value is the
    level at which it meets −margin: ``(1 + #{d* ≤ −margin}) / (draws + 1)``, so p < .05 only with
    a bound above −margin. With a margin of 0 it tests for "better". Sources: Efron & Tibshirani
    1993, *An Introduction to the Bootstrap*, §15.4 (achieved significance level); Schumi & Wittes
    2011, *Through the looking glass: understanding non-inferiority*, Trials 12.

    Args:
        a: One number a user of the system that shall not be worse, higher being better; NaN leaves
            the user out, (u,).
        b: Those of the other system for the same users, (u,).
        margin: The loss that would not matter, in the metric's unit, ≥ 0; set before looking.
        draws: Resamples, ≥ 1.
        seed: Of the resampling.

    Returns:
        The difference ``a − b``; with fewer than two users p is 1 and the bound NaN.

    Raises:
        ValueError: Arrays of other shapes, a negative margin, or ``draws`` below 1.
    """
    if not margin >= 0:
        raise ValueError(f"a margin is ≥ 0, not {margin}")
    each = differences(a, b)
    mean = float(each.mean()) if len(each) else float("nan")
    if len(each) < 2:
        return NonInferiority(mean, float("nan"), 1.0, len(each))
    means = resampled_means(each, draws, seed)
    low = float(np.quantile(means, 0.05, method="lower"))
    p = (1 + int((means <= -margin).sum())) / (draws + 1)
    return NonInferiority(mean, low, p, len(each))
