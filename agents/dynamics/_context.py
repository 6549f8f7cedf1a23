"""Contexts: how much more likely something is taken here and now than at any time.

By Bayes' rule ``P(taken | user, c) = P(taken | user) · P(c | taken, user) / P(c | user)``: the last
fraction is the *lift* of what is taken in the context c. What is estimated of it from few events is
near 1: every division is shrunk by a Dirichlet prior towards the next wider one, ``(n_c + κ p_c) /
(n + κ)`` with ``p`` the wider division and ``κ`` the events it weighs (MacKay and Peto 1995, "A
hierarchical Dirichlet language model"; Zhai and Lafferty 2004, "A study of smoothing methods"):
everybody's on a topic to everybody's, a user's to everybody's, a user's on a topic to the user's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

OWN = 5.0
"""κ of a user's divisions, in events: as much as a wider division weighs."""
CROWD = 50.0
"""κ of everybody's on one topic."""
MOST_VALUES = 50
"""Values of a dimension that are told apart, the most usual ones: users' systems name scenes."""


@dataclass(frozen=True)
class CrowdContext:
    """One dimension of the contexts in which everybody takes things."""

    values: tuple[str, ...]
    """Such as ``phone`` and ``tv``; V of them, at most `MOST_VALUES`, none where nothing is
    known."""
    counts: NDArray[np.float64]
    """Events by value, (V,)."""
    lift: NDArray[np.float64]
    """``P(c | topic) / P(c)``, shrunk towards 1, > 0, (m, V) for m facets."""


def crowd_context(
    facets: sparse.csr_array, items: NDArray[np.int32], told: Sequence[str | None]
) -> CrowdContext:
    """Count in what contexts everybody takes what.

    Args:
        facets: 1 where an item carries a facet, (n, m).
        items: Index of each event's item, (e,).
        told: Value of each event, None where it is not known; e of them.
    """
    names, code, times = np.unique(
        np.array(["" if one is None else one for one in told], dtype=str),
        return_inverse=True,
        return_counts=True,
    )
    usual = sorted((p for p in range(len(names)) if names[p]), key=lambda p: (-times[p], names[p]))
    values = sorted(usual[:MOST_VALUES], key=lambda p: str(names[p]))
    place = np.full(len(names), -1)
    place[values] = np.arange(len(values))
    codes = place[code] if len(told) else np.zeros(0, dtype=np.int64)
    known = codes >= 0
    by_item = sparse.csr_array(
        (np.ones(int(known.sum())), (items[known], codes[known])),
        shape=(facets.shape[0], len(values)),
    )
    counts = np.asarray(by_item.sum(axis=0), dtype=np.float64).ravel()
    topics = np.asarray((facets.T @ by_item).todense(), dtype=np.float64)
    overall = (counts + 1.0) / (counts.sum() + len(values)) if len(values) else counts
    of_topic = shrunk(topics, overall, CROWD)
    return CrowdContext(
        tuple(str(names[p]) for p in values), np.asarray(counts), of_topic / overall
    )


@dataclass(frozen=True)
class OwnContext:
    """One dimension of the contexts of a user's events."""

    values: tuple[str, ...]
    """Everybody's, then those that only this user has."""
    codes: NDArray[np.int64]
    """Place of each event's value, −1 where it is not known, (h,)."""
    usual: NDArray[np.float64]
    """``P(c | user)``, shrunk towards everybody's; sums to 1, (V,)."""
    crowd_lift: NDArray[np.float64]
    """`CrowdContext.lift`, 1 for what everybody has not, (m, V)."""

    @classmethod
    def of(
        cls, crowd: CrowdContext, told: Sequence[str | None], weights: NDArray[np.float64]
    ) -> OwnContext:
        """See a user's events beside everybody's.

        Args:
            crowd: Everybody.
            told: Value of each event, None where it is not known; h of them.
            weights: Weight of each, ≥ 0, (h,).
        """
        usual_own = Counter(one for one in told if one is not None and one not in crowd.values)
        own = sorted(value for value, _ in usual_own.most_common(MOST_VALUES))
        values = (*crowd.values, *own)
        place = {value: code for code, value in enumerate(values)}
        codes = np.array(
            [-1 if one is None else place.get(one, -1) for one in told], dtype=np.int64
        )
        known = codes >= 0
        everybody = np.concatenate([crowd.counts, np.zeros(len(own))]) + 1.0
        taken = _sums(codes[known], weights[known], len(values))
        usual = shrunk(taken, everybody / everybody.sum(), OWN) if values else everybody
        ones = np.ones((len(crowd.lift), len(own)))
        return cls(values, codes, usual, np.hstack([crowd.lift, ones]))

    def topics(
        self, value: str, rows: sparse.csr_array, weights: NDArray[np.float64]
    ) -> NDArray[np.float64] | None:
        """How much more often topics are taken in a context than at any time.

        Args:
            value: The context.
            rows: 1 where the item of an event carries a facet, (h, m).
            weights: Weight of each event, ≥ 0, (h,).

        Returns:
            ``P(c | topic, user) / P(c | user)``, > 0, (m,); None where the value was never met.
        """
        if value not in self.values:
            return None
        place = self.values.index(value)
        prior = self.crowd_lift * self.usual
        prior /= prior.sum(axis=1, keepdims=True)
        there = rows.T @ (weights * (self.codes == place))
        known = rows.T @ (weights * (self.codes >= 0))
        shares = (there + OWN * prior[:, place]) / (known + OWN)
        return np.asarray(shares / self.usual[place])

    def shares(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """``P(c | something taken)``, shrunk towards the user's own; sums to 1, (V,).

        Args:
            weights: How much each event shows it, ≥ 0, (h,).
        """
        known = self.codes >= 0
        there = _sums(self.codes[known], weights[known], len(self.values))
        return shrunk(there, self.usual, OWN)

    def lift(self, value: str, weights: NDArray[np.float64]) -> float:
        """How much more often something is taken in a context, > 0; 1 where that was never met.

        With n events of weight 1 it lies from ``κ / (n + κ)`` to ``(n / P(c | user) + κ) / (n +
        κ)``: thin evidence moves little, whatever it says.

        Args:
            value: The context.
            weights: How much each event shows it, ≥ 0, (h,).
        """
        if value not in self.values:
            return 1.0
        place = self.values.index(value)
        return float(self.shares(weights)[place] / self.usual[place])


def shrunk(
    counts: NDArray[np.float64], prior: NDArray[np.float64], weight: float
) -> NDArray[np.float64]:
    """``(n_c + κ p_c) / (n + κ)``: the mean of the Dirichlet posterior.

    Args:
        counts: ≥ 0, (V,) or (m, V).
        prior: p, sums to 1, (V,).
        weight: κ > 0.
    """
    return np.asarray((counts + weight * prior) / (counts.sum(axis=-1, keepdims=True) + weight))


def item_lift(
    facets: sparse.csr_array, lifts: NDArray[np.float64], rates: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much more likely items are taken in a context: the mean over their topics.

    An item is taken for one of its topics, ``P(c | item) = Σ_f P(f | item) P(c | f)`` with ``P(f |
    item)`` by how often, for each item that carries it, the user takes the topic.

    Args:
        facets: 1 where an item carries a facet, (n, m).
        lifts: `OwnContext.topics`, (m,).
        rates: `topic_rates`, (m,).

    Returns:
        > 0, 1 for items without facets, (n,).
    """
    total = facets @ rates
    lifted = facets @ (rates * lifts)
    return np.asarray(np.divide(lifted, total, out=np.ones(len(total)), where=total > 0))


def topic_rates(
    rows: sparse.csr_array, weights: NDArray[np.float64], carried: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How often a user takes a topic against how many items carry it, > 0, (m,).

    Args:
        rows: 1 where the item of an event carries a facet, (h, m).
        weights: Weight of each event, ≥ 0, (h,).
        carried: Share of the items that carry each facet, (0, 1), (m,).
    """
    shares = (rows.T @ weights + OWN * carried) / (weights.sum() + OWN)
    return np.asarray(shares / carried)


def _sums(
    codes: NDArray[np.int64], weights: NDArray[np.float64], values: int
) -> NDArray[np.float64]:
    """Sum of the weights of each value, (v,)."""
    return np.bincount(codes, weights, minlength=values).astype(np.float64)
