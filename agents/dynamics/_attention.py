"""Attention over what somebody took: what resembles the present counts, less the older it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def attention(
    query: NDArray[np.float64],
    keys: NDArray[np.float64],
    ages_days: NDArray[np.float64],
    days: float,
) -> NDArray[np.float64]:
    """``a_k ∝ exp(q · x_k / √d − age_k / h)``, with ``q`` and ``x_k`` scaled to length √d.

    Scaled dot-product attention (Vaswani et al. 2017, *Attention Is All You Need*, §3.2.1), its
    vectors as long as layer normalisation makes them, so that the product is √d times the cosine;
    and a penalty that grows with the distance in time, as that of Press, Smith & Lewis 2022 (*Train
    Short, Test Long*) does with the distance in places.

    Args:
        query: What it resembles, (d,).
        keys: What each event is, (h, d).
        ages_days: Age of each event, ≥ 0, (h,).
        days: h: after so many days an event counts 1/e.

    Returns:
        Weights that sum to 1, (h,); by age alone where the query is zero.
    """
    scores = -ages_days / days
    lengths = np.linalg.norm(keys, axis=1) * np.linalg.norm(query)
    products = np.divide(keys @ query, lengths, out=np.zeros(len(keys)), where=lengths > 0)
    scores = scores + np.sqrt(keys.shape[1]) * products
    weights = np.exp(scores - scores.max(initial=-np.inf))
    return np.asarray(weights / weights.sum())
