"""What the members of clusters take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.clusters._clusters import Clusters
from whyrec.agents.clusters._vectors import Crowd
from whyrec.agents.retrieve import DAY_US, CatalogueView, Interactions, microseconds
from whyrec.domain import Facet

TOPICS = 200
"""The facets taken most that clusters are told apart by."""
PRIOR_EVENTS = 50.0
"""Events at everybody's shares that each cluster is given."""
RECENT_DAYS = 7.0
"""Half-life of what is taken lately, in days."""
_REACH = 8
"""Half-lives after which an event counts nothing lately."""
_LEAST = 0.02
"""A membership below it is left out of the counts, which it would only fill."""


def with_members(
    clusters: Clusters, catalogue: CatalogueView, crowd: Interactions, where: Crowd
) -> Clusters:
    """The same clusters with topics, shares and counts of what their members took.

    Args:
        clusters: Of any age.
        catalogue: The items.
        crowd: What was taken up to the moment.
        where: Everybody's vectors at that moment, of the same crowd.
    """
    belongs = _sparse_memberships(clusters, where)
    n, users = len(catalogue), len(crowd.users)
    ones = np.ones(len(crowd.item), dtype=np.float32)
    taken = sparse.csr_array((ones, (crowd.user, crowd.item)), shape=(users, n))
    total = sparse.csr_array(belongs.T @ taken)
    age = (microseconds(crowd.as_of) - crowd.at_us) / (DAY_US * RECENT_DAYS)
    late = age < _REACH
    fresh = np.exp2(-age[late]).astype(np.float32)
    lately = sparse.csr_array((fresh, (crowd.user[late], crowd.item[late])), shape=(users, n))
    columns, topics = _topics(catalogue, crowd)
    carried = np.asarray((total @ catalogue.facets[:, columns]).toarray(), dtype=np.float64)
    events = np.asarray(total.sum(axis=1)).ravel()[:, None]
    overall = carried.sum(axis=0) / max(float(events.sum()), 1.0)
    return replace(
        clusters,
        topics=topics,
        shares=((carried + PRIOR_EVENTS * overall) / (events + PRIOR_EVENTS)).astype(np.float32),
        overall=overall.astype(np.float32),
        recent=sparse.csr_array(belongs.T @ lately),
        total=total,
    )


def _sparse_memberships(clusters: Clusters, where: Crowd) -> sparse.csr_array:
    """Memberships of everybody, the least ones left out, rows sum to 1, (u, c)."""
    belongs = clusters.memberships(where.vectors)
    belongs[belongs < min(_LEAST, 0.5 / len(clusters))] = 0.0
    belongs /= belongs.sum(axis=1, keepdims=True)
    return sparse.csr_array(belongs.astype(np.float32))


def _topics(
    catalogue: CatalogueView, crowd: Interactions
) -> tuple[NDArray[np.intp], tuple[Facet, ...]]:
    times = np.bincount(crowd.item, minlength=len(catalogue)).astype(np.float32)
    taken = np.asarray(times @ catalogue.facets)
    names = list(catalogue.facet_columns)
    some = np.array([p for p, f in enumerate(names) if f.name != "decade"], dtype=np.intp)
    most = some[np.argsort(-taken[some], kind="stable")][:TOPICS]
    columns = np.sort(most[taken[most] > 0])
    return columns, tuple(names[int(column)] for column in columns)
