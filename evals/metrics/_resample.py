"""Resampling users."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CELLS = 1_000_000
"""Users drawn at a time: some 16 MB."""


def resampled_means(values: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    """Means of ``draws`` samples of the users with replacement, (draws,).

    Args:
        values: One number a user, at least one user, (u,).
        draws: Samples, ≥ 1.
        seed: Of the sampling.

    Raises:
        ValueError: ``draws`` is below 1.
    """
    if draws < 1:
        raise ValueError(f"at least one draw, not {draws}")
    rng = np.random.default_rng(seed)
    means = np.empty(draws)
    step = max(1, _CELLS // len(values))
    for start in range(0, draws, step):
        part = means[start : start + step]
        part[:] = values[rng.integers(0, len(values), size=(len(part), len(values)))].mean(axis=1)
    return means


def differences(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """``a − b`` of the users who have a number in both, (n,).

    Raises:
        ValueError: Not one number of each of the same users.
    """
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"two systems over the same users, not {a.shape} and {b.shape}")
    return (a - b)[~(np.isnan(a) | np.isnan(b))]
