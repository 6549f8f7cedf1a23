"""Groups of people that questions tell apart, and what each takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.clusters import (
    Clusters,
    clusters_of,
    crowd_vectors,
    fit_clusters,
    with_members,
)
from whyrec.agents.dynamics._askable import askable, by_groups
from whyrec.agents.dynamics._asking import ByGroups
from whyrec.agents.retrieve import Snapshot
from whyrec.domain import Given

FEWEST_PEOPLE = 200
"""Fewer fall into no groups that could be told apart."""
RECENT_PART = 0.5
"""Of what a group is expected to take next, the part that it takes lately."""
PRIOR = 200.0
"""Events at everybody's shares that each group is given: a group takes few of most items."""


class Groups(NamedTuple):
    """What questions are chosen by, and what follows from the answers."""

    asker: ByGroups
    takes: NDArray[np.float32]
    """Probability that what a group takes next is each item, rows sum to 1, (c, n)."""
    everybody: NDArray[np.float32]
    """The same of all, (n,)."""

    def expected(self, given: Sequence[Given]) -> NDArray[np.float64]:
        """Probability of each item to be what somebody takes next, by their answers, (n,).

        ``Σ_c P(c | answers) P(i | c)``: popularity within the nearest groups.
        """
        return np.asarray(self.asker.believed(given) @ self.takes, dtype=np.float64)


def groups_of(snapshot: Snapshot) -> Groups | None:
    """The groups of a snapshot, worked out once; None where there are none."""
    return snapshot.once(_groups)


def _groups(snapshot: Snapshot) -> Groups | None:
    crowd, catalogue = snapshot.crowd, snapshot.catalogue
    clusters = clusters_of(snapshot) or _fitted(snapshot)
    if crowd is None or clusters is None or len(clusters) < 2:
        return None
    assert clusters.total is not None
    assert clusters.recent is not None
    total, recent = clusters.total.toarray(), clusters.recent.toarray()
    asker = by_groups(askable(catalogue, crowd), catalogue, clusters.weights, total)
    takes = RECENT_PART * _shares(recent) + (1 - RECENT_PART) * _shares(total)
    return Groups(asker, takes.astype(np.float32), (clusters.weights @ takes).astype(np.float32))


def _fitted(snapshot: Snapshot) -> Clusters | None:
    """Clusters for as long as the snapshot holds, where the tenant keeps none."""
    crowd, catalogue = snapshot.crowd, snapshot.catalogue
    if crowd is None or catalogue.vectors is None:
        return None
    where = crowd_vectors(catalogue, crowd)
    if len(where.known) < FEWEST_PEOPLE:
        return None
    found = fit_clusters(where.vectors[where.known], where.origin)
    return with_members(found, catalogue, crowd, where)


def _shares(counts: NDArray[np.float32]) -> NDArray[np.float64]:
    """Shares of the items in each group's events, shrunk to everybody's, (c, n)."""
    overall = counts.sum(axis=0, dtype=np.float64)
    overall = overall / max(float(overall.sum()), 1e-9)
    events = counts.sum(axis=1, dtype=np.float64)[:, None]
    return np.asarray((counts + PRIOR * overall) / (events + PRIOR))
