"""What the metrics of single predictions ask of their input."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def as_labels(values: NDArray[np.generic], labels: NDArray[np.generic]) -> NDArray[np.bool_]:
    """The labels as booleans, (n,).

    Raises:
        ValueError: Values and labels are not of one length, a value is NaN, or a label is not
            true or false (1 or 0).
    """
    if values.ndim != 1 or values.shape != labels.shape:
        raise ValueError(f"one label a value: {values.shape} values, {labels.shape} labels")
    if np.isnan(values.astype(np.float64)).any():
        raise ValueError("a value is not a number")
    if not np.isin(labels, [0, 1]).all():
        raise ValueError("a label is 1 (liked) or 0 (disliked)")
    return labels.astype(np.bool_)


def as_outcomes(
    probabilities: NDArray[np.float64], labels: NDArray[np.generic]
) -> NDArray[np.bool_]:
    """`as_labels` for values that are probabilities.

    Raises:
        ValueError: A value outside 0 to 1, or see `as_labels`.
    """
    outcomes = as_labels(probabilities, labels)
    if ((probabilities < 0) | (probabilities > 1)).any():
        raise ValueError("a probability is between 0 and 1")
    return outcomes
