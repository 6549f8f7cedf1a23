"""Miscalibration: how far a list is from the user's own shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._lists import first

Array = NDArray[np.float64]


def miscalibration(wanted: Array, shown: Array, *, smoothing: float = 0.01) -> Array:
    """``KL(p ‖ q̃) = Σ_g p_g log(p_g / q̃_g)`` with ``q̃ = (1 − α) q + α p``, in nats.

    What the user takes and the list lacks costs much; α keeps that finite. Source: Steck 2018,
    *Calibrated Recommendations*, RecSys, equations 5 and 7, with his α = .01.

    Args:
        wanted: p, the user's shares, ≥ 0; scaled to a sum of 1, (u, g).
        shown: q, the list's shares, ≥ 0, with a sum of at most 1: what is in no group of the user's
            is missing from it, (u, g).
        smoothing: α in (0, 1].

    Returns:
        0 (the same shares) to ``−log α`` (nothing in common) a user; NaN where the user has no
        shares, (u,).

    Raises:
        ValueError: The shapes differ, a share is below 0, or the list's are more than 1.
    """
    if wanted.shape != shown.shape or wanted.ndim != 2:
        raise ValueError(f"shares of the same users and groups, not {wanted.shape}, {shown.shape}")
    if (wanted < 0).any() or (shown < 0).any() or (shown.sum(axis=1) > 1 + 1e-9).any():
        raise ValueError("shares are ≥ 0, and those of a list no more than 1")
    if not 0 < smoothing <= 1:
        raise ValueError(f"α is above 0 and at most 1, not {smoothing}")
    total = wanted.sum(axis=1, keepdims=True)
    p = np.divide(wanted, total, out=np.zeros(wanted.shape), where=total > 0)
    mixed = (1.0 - smoothing) * shown + smoothing * p
    logs = np.zeros(p.shape)
    np.log(np.divide(p, mixed, out=np.ones(p.shape), where=p > 0), out=logs)
    return np.where(total[:, 0] > 0, (p * logs).sum(axis=1), np.nan)


def shares_of(lists: NDArray[np.int32], k: int, parts: Array) -> Array:
    """The shares of each user's first ``k``: the mean of its items' parts.

    Args:
        lists: Item indices, best first, −1 where a list has no more, (u, width).
        k: Length of the list looked at, ≥ 1.
        parts: p(g | i), how much of an item belongs to each group; rows sum to 1, or to 0 for an
            item of none, (n, g).

    Returns:
        (u, g), zeros for an empty list.

    Raises:
        ValueError: ``k`` below 1, an index past the catalogue, or malformed lists.
    """
    top = first(lists, k, len(parts))
    there = top >= 0
    sums = np.where(there[:, :, None], parts[top], 0.0).sum(axis=1)
    return np.asarray(sums / np.maximum(there.sum(axis=1), 1)[:, None])
