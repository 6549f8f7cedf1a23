"""Brier score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._labelled import as_outcomes


def brier(probabilities: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Mean of ``(p − y)²``, y being 1 for what happened and 0 for what did not.

    Lower is better; always saying the base rate b gives ``b (1 − b)``. Source: Brier 1950,
    *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78(1).

    Args:
        probabilities: Predicted chance of each event, 0 to 1, (n,).
        labels: True where it happened, (n,).

    Returns:
        0 to 1, NaN without events.

    Raises:
        ValueError: Other shapes, a value outside 0 to 1, or a label that is neither 0 nor 1.
    """
    outcomes = as_outcomes(probabilities, labels)
    if not len(outcomes):
        return float("nan")
    return float(np.mean((probabilities - outcomes) ** 2))
