"""What can be told of a cluster without telling of anybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.clusters._clusters import Clusters, distances
from whyrec.agents.clusters._taken import PRIOR_TOTAL, divided
from whyrec.agents.clusters._vectors import Crowd
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet

SHARED_BY = 5
"""Members that have to share a topic or an item before it is told."""
TOPICS = 6
ITEMS = 8
_LIFT = 1.25
"""How much more often than everybody's a topic is carried that sets a cluster apart."""
_LEAST = 0.03
"""Share of a cluster's events that a topic carries that sets it apart, at least."""


class TopicPart(NamedTuple):
    """A topic among what members take."""

    facet: Facet
    share: float
    """Of the members' events, shrunk, [0, 1]."""
    overall: float
    """Of everybody's."""


class Portrait(NamedTuple):
    """What members of a cluster have in common."""

    people: int
    """Whose nearest centre it is."""
    topics: tuple[TopicPart, ...]
    """What sets it apart, by ``share · log(share / overall)``."""
    items: tuple[int, ...]
    """Catalogue indices of what sets it apart, the same way."""


def portraits(
    clusters: Clusters, catalogue: CatalogueView, crowd: Interactions, where: Crowd
) -> list[Portrait]:
    """Portraits of all clusters, of what at least `SHARED_BY` of the nearest people share.

    Args:
        clusters: With what their members take.
        catalogue: The items.
        crowd: What was taken.
        where: Everybody's vectors, of the same crowd.
    """
    assert clusters.total is not None
    known = where.known
    nearest = np.full(len(crowd.users), -1)
    nearest[known] = distances(where.vectors[known], clusters.centres).argmin(axis=1)
    users, n = len(crowd.users), len(catalogue)
    taken = sparse.csr_array(
        (np.ones(len(crowd.item), dtype=np.float32), (crowd.user, crowd.item)), shape=(users, n)
    )
    taken.sum_duplicates()
    taken.data[:] = 1.0
    columns = [catalogue.facet_columns[topic] for topic in clusters.topics]
    carried = sparse.csr_array(taken @ catalogue.facets[:, columns])
    carried.data[:] = 1.0
    apart = divided(clusters.total, np.eye(len(clusters)), PRIOR_TOTAL).apart
    found = []
    for place in range(len(clusters)):
        members = np.flatnonzero(nearest == place)
        takers = np.asarray(taken[members].sum(axis=0), dtype=np.float32).ravel()
        carriers = np.asarray(carried[members].sum(axis=0), dtype=np.float32).ravel()
        found.append(
            Portrait(
                people=len(members),
                topics=_topics(clusters, place, carriers),
                items=tuple(_best(apart[place], takers >= SHARED_BY, ITEMS)),
            )
        )
    return found


def composed_labels(portraits: Sequence[Portrait]) -> list[str]:
    """A name of at most six words for each, of the topics that set it apart; no two alike."""
    labels: list[str] = []
    for portrait in portraits:
        values = [topic.facet.value for topic in portrait.topics]
        tries = [" and ".join(values[:count]) for count in (2, 3) if len(values) >= count]
        tries += [*values, "A bit of everything"]
        fits = (one for one in tries if len(one.split()) <= 6 and one not in labels)
        label = next(fits, f"{tries[-1]} {len(labels) + 1}")
        labels.append(label)
    return labels


def _topics(clusters: Clusters, place: int, carriers: NDArray[np.float32]) -> tuple[TopicPart, ...]:
    share, overall = clusters.shares[place].astype(float), clusters.overall.astype(float)
    told = (carriers >= SHARED_BY) & (share >= _LEAST) & (share > _LIFT * overall)
    scores = share * np.maximum(clusters.lifts[place], 0.0)
    return tuple(
        TopicPart(clusters.topics[p], float(share[p]), float(overall[p]))
        for p in _best(scores, told, TOPICS)
    )


def _best(scores: NDArray[np.float64], told: NDArray[np.bool_], most: int) -> list[int]:
    usable = np.flatnonzero(told & (scores > 0))
    return [int(p) for p in usable[np.argsort(-scores[usable], kind="stable")][:most]]
