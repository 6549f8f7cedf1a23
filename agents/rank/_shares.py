"""Calibration: how far a list is from holding the interests in the user's own shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank._facts import Column, Facts

_SMOOTHING = 0.01
"""α, as in Steck 2018: an interest that the list lacks costs much, and not infinitely much."""
_NEAR = 0.35
"""Least cosine with an interest that has no facets, to count as one of its items."""


@dataclass(frozen=True)
class Shares:
    """The liked interests a list is to mirror, and which candidates belong to them."""

    wanted: NDArray[np.float64]
    """p: share of each liked interest, > 0, sum 1, (g,)."""
    belongs: NDArray[np.float64]
    """p(g | i): an item that answers m interests is one m-th of each; a row sums to 1, or to 0
    where it answers none, (c, g)."""


def shares(facts: Facts) -> Shares | None:
    """The shares of a user's living likes as the profile tells them, by long strength.

    An item answers an interest when it carries all of its facets; one without facets when the mean
    cosine with its two nearest examples is at least .35.

    Returns:
        None where the user likes nothing that can be told.
    """
    wanted: list[float] = []
    answers: list[Column] = []
    for interest in facts.user.likes:
        if interest.facets:
            answered = facts.carried[interest.id] == 1.0
        elif interest.examples or interest.vector is not None:
            answered = facts.matches[interest.id] >= _NEAR
        else:
            continue
        if interest.strength_long > 0:
            wanted.append(interest.strength_long)
            answers.append(answered.astype(np.float64))
    if not wanted:
        return None
    each = np.stack(answers, axis=1)
    return Shares(
        wanted=np.array(wanted) / sum(wanted),
        belongs=each / np.maximum(each.sum(axis=1, keepdims=True), 1.0),
    )


def divergence(
    wanted: NDArray[np.float64], shown: NDArray[np.float64], smoothing: float = _SMOOTHING
) -> NDArray[np.float64]:
    """``KL(p ‖ q̃) = Σ_g p_g log(p_g / q̃_g)`` with ``q̃ = (1 − α) q + α p``, in nats.

    Source: Steck 2018, *Calibrated Recommendations*, RecSys, equations 5 and 7.

    Args:
        wanted: p > 0, (g,).
        shown: q ≥ 0, each row with a sum of at most 1, (c, g).
        smoothing: α in (0, 1].

    Returns:
        0 to ``−log α``: 4.6 for α = .01, (c,).
    """
    mixed = (1.0 - smoothing) * shown + smoothing * wanted
    return np.asarray((wanted * (np.log(wanted) - np.log(mixed))).sum(axis=1))
