"""Clusters of people: where their vectors gather, and how far somebody belongs to each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import softmax

from whyrec.domain import Facet

LEAST_RATE = 1e-3
"""How fast a centre moves at least: else that of a hundred thousand people would stand still."""
LEAST_PULL = 0.01
"""Who belongs less to a cluster does not move it."""
_BATCH = 20_000


@dataclass(frozen=True)
class Clusters:
    """c groups of people by their vectors, with what the members of each take.

    What they take is empty where only vectors are known.
    """

    ids: tuple[int, ...]
    """Stable from fit to fit, ascending from 1 as clusters appear, (c,)."""
    centres: NDArray[np.float32]
    """Mean vector of the members, of any length, (c, d)."""
    weights: NDArray[np.float32]
    """Share of people, sums to 1, (c,)."""
    temperature: float
    """τ of `membership`, in squared distance, > 0."""
    origin: NDArray[np.float32]
    """Mean vector of what everybody takes: where somebody stands of whom nothing is known, (d,)."""
    people: int = 0
    """Fitted on so many."""
    spread: float = 0.0
    """Mean squared distance of the people to their nearest centre, when fitted."""
    topics: tuple[Facet, ...] = ()
    """The facets taken most, m of them."""
    shares: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """Share of the members' events that carry a topic, shrunk to everybody's, (c, m)."""
    overall: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """The same of everybody, (m,)."""
    recent: sparse.csr_array | None = None
    """Items taken lately, each event by how far its user belongs and by its age, (c, n)."""
    total: sparse.csr_array | None = None
    """The same of all time, without age, (c, n)."""

    def __post_init__(self) -> None:
        if not len(self.ids) == len(self.centres) == len(self.weights):
            raise ValueError("ids, centres and weights differ in length")
        if not self.temperature > 0:
            raise ValueError(f"the temperature is {self.temperature}")

    def __len__(self) -> int:
        return len(self.ids)

    def membership(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """How far somebody belongs to each: ``softmax_c(log w_c − ‖v − μ_c‖² / τ)``, sums to 1.

        With the shares of people ``w_c`` as prior, who is unknown belongs to the large ones.

        Args:
            vector: Of one person, (d,).

        Returns:
            A probability for each cluster, (c,).
        """
        return np.asarray(self.memberships(vector[None, :])[0])

    def memberships(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """`membership` of many, (u, d) to (u, c)."""
        prior = np.log(np.maximum(self.weights, 1e-9)).astype(np.float64)
        return np.asarray(softmax(prior - distances(vectors, self.centres) / self.temperature, 1))

    @cached_property
    def lifts(self) -> NDArray[np.float64]:
        """``log share_c(topic) / share(topic)``, in nats, (c, m)."""
        least = 1e-6
        return np.asarray(np.log((self.shares + least) / (self.overall + least)), dtype=np.float64)

    def place(self, cluster_id: int) -> int:
        """Where a cluster stands in the arrays.

        Raises:
            KeyError: There is no such cluster.
        """
        if cluster_id not in self.ids:
            raise KeyError(cluster_id)
        return self.ids.index(cluster_id)


def moved(clusters: Clusters, vector: NDArray[np.float32]) -> Clusters:
    """Let centres follow somebody whose profile moved: ``μ_c += η_c m_c (v − μ_c)``.

    ``η_c = max(1 / people_c, 0.001)``, the rate at which a running mean takes in one more member
    (MacQueen 1967; Sculley 2010, "Web-scale k-means clustering"). O(c · d), whatever the number of
    people.

    Args:
        clusters: The clusters; they stay as they are.
        vector: The person's vector now, (d,).
    """
    belongs = clusters.membership(vector)
    people = np.maximum(clusters.weights * clusters.people, 1.0)
    rate = np.maximum(1.0 / people, LEAST_RATE) * (belongs >= LEAST_PULL)
    step = (rate * belongs)[:, None] * (vector[None, :] - clusters.centres)
    return replace(clusters, centres=(clusters.centres + step).astype(np.float32))


def distances(vectors: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float64]:
    """Squared Euclidean distances, ≥ 0, (u, d) and (c, d) to (u, c)."""
    own = np.einsum("cd,cd->c", centres, centres, dtype=np.float64)
    found = np.empty((len(vectors), len(centres)))
    for start in range(0, len(vectors), _BATCH):
        part = vectors[start : start + _BATCH]
        lengths = np.einsum("ud,ud->u", part, part, dtype=np.float64)
        found[start : start + _BATCH] = lengths[:, None] - 2.0 * (part @ centres.T) + own
    return np.asarray(np.maximum(found, 0.0))
