"""How much each part of a mixture says, by maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ENOUGH = 1e-6
"""Nats an event: a round that gains less is the last."""


def fit_mixture(
    parts: NDArray[np.float64],
    targets: NDArray[np.float64],
    counts: NDArray[np.float64] | None = None,
    *,
    rounds: int = 500,
) -> NDArray[np.float64]:
    """Weights w that maximise ``Σ_e Σ_j y_ej log Σ_c w_c p_ecj``.

    By expectation–maximisation (Dempster, Laird & Rubin 1977), as language models are interpolated
    on held-out text (Jelinek & Mercer 1980): the weights become the parts' mean responsibilities.
    The likelihood is concave in them, so that every start but one at an edge ends at its maximum.

    Args:
        parts: What each part said of each event, rows that sum to 1, (e, c, m).
        targets: What each event was about, shares that sum to 1, (e, m).
        counts: How much each event counts, ≥ 0; by default alike, (e,).
        rounds: At most so many.

    Returns:
        Weights ≥ 0 that sum to 1, (c,); even ones without events.
    """
    even = np.full(parts.shape[1], 1.0 / parts.shape[1])
    if not len(parts):
        return even
    given = np.ones(len(parts)) if counts is None else counts
    share = targets * (given / given.sum())[:, None]
    event, topic = np.nonzero(share)
    mass, said = share[event, topic], parts[event, :, topic]
    weights, before = even, -np.inf
    for _ in range(rounds):
        mixed = said @ weights
        gained = float(mass @ np.log(mixed))
        if gained - before < _ENOUGH:
            break
        before = gained
        weights = weights * ((mass / mixed) @ said)
        weights = weights / weights.sum()
    return np.asarray(weights)
