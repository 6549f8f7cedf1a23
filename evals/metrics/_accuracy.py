"""Accuracy of like or dislike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._labelled import as_labels


def accuracy(signs: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Share of items whose like or dislike was foretold.

    A sign above 0 says "liked", below 0 "disliked"; 0 says nothing and counts ½, as a tossed coin
    would on average. Beside it belongs the share of the commoner label, which is what always
    saying that one reaches.

    Args:
        signs: Prediction of each item; only its sign counts, (n,).
        labels: True for liked, (n,).

    Returns:
        0 to 1, NaN without items.

    Raises:
        ValueError: Other shapes, a NaN sign, or a label that is neither 0 nor 1.
    """
    liked = as_labels(signs, labels)
    if not len(liked):
        return float("nan")
    right = np.where(signs == 0, 0.5, (signs > 0) == liked)
    return float(right.mean())
