"""Fitting the ranker: which candidate was taken, and how probable that was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from whyrec.errors import InputError

Bounds = Sequence[tuple[float | None, float | None]]


class Choice(NamedTuple):
    """One user's candidates and what they took."""

    columns: NDArray[np.float32]
    """Standardised features, (c, f)."""
    taken: int
    """Row of the target, −1 where it is no candidate."""


def fit_choice(choices: Sequence[Choice], bounds: Bounds, *, ridge: float) -> NDArray[np.float64]:
    """Conditional logit (McFadden 1974): ``P(i taken) = exp(w · x_i) / Σ_j exp(w · x_j)``.

    Minimises the mean negative log-probability of what was taken, plus ``ridge / 2 · |w|²``, within
    bounds. Choices whose target is no candidate say nothing about the order and are left out.

    Args:
        choices: At least one with its target among the candidates.
        bounds: Lowest and highest weight of each feature; None is unbounded.
        ridge: > 0.

    Returns:
        Weights, (f,).

    Raises:
        InputError: No choice has its target among the candidates.
    """
    known = [choice for choice in choices if choice.taken >= 0]
    if not known:
        raise InputError(
            f"None of {len(choices)} choices has what was taken among the candidates.",
            remedy="Fit on a larger data set.",
        )
    rows = np.concatenate([choice.columns for choice in known]).astype(np.float64)
    starts = np.cumsum([0, *(len(choice.columns) for choice in known)])[:-1]
    taken = rows[starts + np.array([choice.taken for choice in known])]
    lengths = np.array([len(choice.columns) for choice in known])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        utility = rows @ weights
        highest = np.maximum.reduceat(utility, starts)
        exponential = np.exp(utility - np.repeat(highest, lengths))
        sums = np.add.reduceat(exponential, starts)
        log_taken = taken @ weights - highest - np.log(sums)
        share = exponential / np.repeat(sums, lengths)
        slope = (rows.T @ share - taken.sum(axis=0)) / len(known)
        value = -log_taken.mean() + ridge / 2 * weights @ weights
        return float(value), slope + ridge * weights

    start = np.array([_inside(low, high) for low, high in bounds])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=list(bounds))
    return np.asarray(found.x, dtype=np.float64)


def calibrate(choices: Sequence[Choice], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Platt scaling on all lists, those without their target included.

    Returns:
        ``(scale, bias)`` so that ``sigmoid(scale · w·x + bias)`` is the probability that the
        candidate is what the user takes next; the scale is > 0.
    """
    from sklearn.linear_model import LogisticRegression

    utility = np.concatenate([choice.columns @ weights for choice in choices])
    label = np.zeros(len(utility), dtype=np.int64)
    start = 0
    for choice in choices:
        if choice.taken >= 0:
            label[start + choice.taken] = 1
        start += len(choice.columns)
    fitted = LogisticRegression(C=1e6).fit(utility[:, None], label)
    return max(float(fitted.coef_[0, 0]), 1e-3), float(fitted.intercept_[0])


def _inside(low: float | None, high: float | None) -> float:
    return min(max(0.0, -np.inf if low is None else low), np.inf if high is None else high)
