"""How well probabilities told what came."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.forecast._moments import Floats

METRICS: Final = ("log-loss", "HR@1", "HR@3")
"""The first is better when lower."""
_LEAST = 1e-12


def log_loss(told: Floats, truth: Floats) -> Floats:
    """``−Σ_j y_j log f_j``, in nats an event, ≥ the entropy of y, (e,)."""
    logs = np.log(np.maximum(told, _LEAST))
    return np.asarray(-(truth * logs).sum(axis=1))


def hit_rate(told: Floats, truth: Floats, k: int) -> Floats:
    """``Σ y_j`` over the k likeliest topics: the chance that a topic drawn from what came is one.

    An event about three topics cannot be hit whole by one. Ties go by the topics' order. (e,).
    """
    best: NDArray[np.intp] = np.argsort(-told, axis=1, kind="stable")[:, :k]
    return np.asarray(np.take_along_axis(truth, best, axis=1).sum(axis=1))


def scores(told: Floats, truth: Floats) -> Floats:
    """All of `METRICS` at each moment, (e, 3); NaN where either is missing."""
    found = np.stack([log_loss(told, truth), hit_rate(told, truth, 1), hit_rate(told, truth, 3)], 1)
    missing = np.isnan(told).any(axis=1) | np.isnan(truth).any(axis=1)
    found[missing] = np.nan
    return np.asarray(found)
