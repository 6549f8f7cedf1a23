"""What somebody takes next, judged by the clusters they belong to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.clusters._clusters import Clusters

PRIOR_TOTAL = 300.0
"""Events at everybody's division that each cluster is given, of all time."""
PRIOR_RECENT = 1_000.0
"""The same of what is taken lately: few events, that soon say more than there is to know."""
_LEAST = 0.1
"""Added to each item's count, so that none is impossible."""


class Divisions(NamedTuple):
    """How what is taken divides over the items."""

    overall: NDArray[np.float64]
    """For everybody, sums to 1, (n,)."""
    own: NDArray[np.float64]
    """For one person, or for each of k, sums to 1, (n,) or (k, n)."""

    @property
    def lift(self) -> NDArray[np.float64]:
        """``log own / overall``, in nats."""
        return np.asarray(np.log(self.own) - np.log(self.overall))

    @property
    def apart(self) -> NDArray[np.float64]:
        """``own · log(own / overall)``: what each item adds to the two being apart, in nats."""
        return np.asarray(self.own * self.lift)


def divided(
    taken: sparse.csr_array,
    belongs: NDArray[np.float64],
    prior: float,
    items: NDArray[np.int32] | None = None,
) -> Divisions:
    """The mixture ``p(i | u) = Σ_c m_c (n_ci + a p_i) / (N_c + a)`` beside everybody's ``p_i``.

    Dirichlet smoothing (Zhai and Lafferty 2001): a cluster in which little was taken takes what
    everybody does.

    Args:
        taken: Events by cluster and item, (c, n).
        belongs: Memberships of a person, (c,), or of several, (k, c).
        prior: a, in events.
        items: Only these items are told of; by default all.
    """
    counts = np.asarray(taken.sum(axis=0), dtype=np.float64).ravel() + _LEAST
    overall = counts / counts.sum()
    sizes = np.asarray(taken.sum(axis=1), dtype=np.float64).ravel()
    weights = belongs / (sizes + prior)
    part = taken if items is None else taken[:, items]
    told = overall if items is None else overall[items]
    own = np.asarray(weights @ part.astype(np.float64)) + np.multiply.outer(
        prior * weights.sum(axis=-1), told
    )
    return Divisions(told, own)


def likelihoods(
    clusters: Clusters, vectors: NDArray[np.float32], items: NDArray[np.int32]
) -> NDArray[np.float64]:
    """How much better the clusters tell what each of k people took than popularity does.

    Args:
        clusters: With what their members take.
        vectors: The people's, before they took it, (k, d).
        items: What they took, (k,).

    Returns:
        ``log p(i | u) − log p(i)`` by all-time counts, in nats, (k,).
    """
    assert clusters.total is not None
    belongs = clusters.memberships(vectors)
    distinct, place = np.unique(items, return_inverse=True)
    found = divided(clusters.total, belongs, PRIOR_TOTAL, distinct.astype(np.int32))
    return np.asarray(found.lift[np.arange(len(items)), place])
