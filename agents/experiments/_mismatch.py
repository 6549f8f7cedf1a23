"""Whether users were split as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.stats import chisquare

MISMATCH: Final = 0.0005
"""Below it users were not split as wanted: far below .05, since one looks often."""

LEAST_EXPECTED: Final = 5.0
"""Users of each variant (Cochran 1954, *Some Methods for Strengthening the Common χ² Tests*)."""


def mismatch(users: Sequence[int], weights: Sequence[float]) -> float | None:
    """How likely such numbers of users are where they were split by the weights.

    The check on a sample-ratio mismatch of Fabijan et al. 2019 (*Diagnosing Sample Ratio Mismatch
    in Online Controlled Experiments*): a chi-square test. Where it fails, users of a variant were
    lost or not counted, and no comparison holds.

    Args:
        users: Of each variant who were shown something.
        weights: Wanted, > 0, in the same order.

    Returns:
        The p-value; None while fewer than `LEAST_EXPECTED` users of a variant are expected, where
        the test does not hold.
    """
    wanted = np.asarray(weights, dtype=np.float64)
    expected = wanted / wanted.sum() * sum(users)
    if expected.min() < LEAST_EXPECTED:
        return None
    return float(chisquare(users, expected).pvalue)
