"""Reliability: what happened beside what was predicted, bin by bin."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._labelled import as_outcomes

Binning = Literal["mass", "width"]
"""Bins of about equally many predictions, or bins of equal width."""


class Reliability(NamedTuple):
    """The bins that hold a prediction, from the lowest on: b of at most ``bins``."""

    predicted: NDArray[np.float64]
    """Mean predicted probability in each bin, (b,)."""
    observed: NDArray[np.float64]
    """Share of events that happened in each bin, (b,)."""
    counts: NDArray[np.int64]
    """Predictions in each bin, (b,)."""


def reliability(
    probabilities: NDArray[np.float64],
    labels: NDArray[np.bool_],
    bins: int = 15,
    *,
    binning: Binning = "mass",
) -> Reliability:
    """The points of a reliability diagram (Murphy & Winkler 1977).

    A bin holds what is above its lower edge up to its upper edge, so equal predictions share a bin
    whatever their order. Edges are the quantiles of the predictions (``mass``) or ``i / bins``
    (``width``). Empty bins are left out; with many equal predictions there may be just one.

    Args:
        probabilities: Predicted chance of each event, 0 to 1, (n,).
        labels: True where it happened, (n,).
        bins: Number of bins, ≥ 1.
        binning: How the edges are set.

    Returns:
        The bins that are not empty; none without events.

    Raises:
        ValueError: ``bins`` below 1, other shapes, a value outside 0 to 1, or a label that is
            neither 0 nor 1.
    """
    if bins < 1:
        raise ValueError(f"at least one bin, not {bins}")
    outcomes = as_outcomes(probabilities, labels)
    inner = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    if binning == "mass" and len(outcomes):
        inner = np.quantile(probabilities, inner)
    place = np.searchsorted(inner, probabilities)
    counts = np.bincount(place, minlength=bins)
    held = counts > 0
    return Reliability(
        np.bincount(place, probabilities, bins)[held] / counts[held],
        np.bincount(place, outcomes, bins)[held] / counts[held],
        counts[held],
    )
