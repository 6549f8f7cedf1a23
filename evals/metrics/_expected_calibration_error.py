"""Expected calibration error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._reliability import Binning, reliability


def expected_calibration_error(
    probabilities: NDArray[np.float64],
    labels: NDArray[np.bool_],
    bins: int = 15,
    *,
    binning: Binning = "mass",
) -> float:
    """ECE: ``Σ n_b / n · |observed_b − predicted_b|`` over the bins of `reliability`.

    Lower is better, but 0 is reached by always saying the base rate, so it stands beside `brier`.
    It depends on the bins, and few predictions in a bin push it up; bins of equal mass are the
    less biased (Roelofs et al. 2022). Sources: Naeini, Cooper & Hauskrecht 2015, *Obtaining well
    calibrated probabilities using Bayesian binning*; Guo et al. 2017, *On calibration of modern
    neural networks*, with equal widths.

    Args:
        probabilities: Predicted chance of each event, 0 to 1, (n,).
        labels: True where it happened, (n,).
        bins: Number of bins, ≥ 1.
        binning: ``mass`` for bins of about equally many predictions, ``width`` for equal widths.

    Returns:
        0 to 1, NaN without events.

    Raises:
        ValueError: As `reliability`.
    """
    found = reliability(probabilities, labels, bins, binning=binning)
    if not len(found.counts):
        return float("nan")
    return float(np.average(np.abs(found.observed - found.predicted), weights=found.counts))
