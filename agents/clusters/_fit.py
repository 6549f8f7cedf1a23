"""Finding the clusters of many people."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans

from whyrec.agents.clusters._clusters import Clusters, distances
from whyrec.agents.clusters._split import MERGE, SPLIT, Halves, halves, merging, splits
from whyrec.agents.retrieve import one_thread

MOST = 50
"""Clusters at most."""
TEMPERATURE = 0.25
"""τ as a part of the mean squared distance to the nearest centre, where nothing else is known."""
_ROUNDS = 20


@one_thread
def fit_clusters(
    vectors: NDArray[np.float32],
    origin: NDArray[np.float32] | None = None,
    *,
    temperature: float = TEMPERATURE,
    before: Clusters | None = None,
    most: int = MOST,
    split: float = SPLIT,
    merge: float = MERGE,
    seed: int = 0,
) -> Clusters:
    """Find clusters: halve the one that gains most until none is worth it, then settle and merge.

    Bisecting k-means (Steinbach, Karypis and Kumar 2000, "A comparison of document clustering
    techniques"), whose number of clusters follows from `splits`; then Lloyd's rounds over all of
    them, and `merging` of those that came to lie together.

    Args:
        vectors: One row a person, at least one, (u, d).
        origin: Where somebody unknown stands; by default the mean.
        temperature: τ, as a part of the mean squared distance to the nearest centre.
        before: Clusters of an earlier fit, whose ids are kept where a cluster is the same.
        most: Clusters at most.
        split: See `splits`.
        merge: See `merging`.
        seed: The same seed finds the same clusters.

    Raises:
        ValueError: There are no people.
    """
    if not len(vectors):
        raise ValueError("there are no people to cluster")
    people = np.ascontiguousarray(vectors, dtype=np.float32)
    middle = people.mean(axis=0, dtype=np.float64).astype(np.float32)
    whole = float(distances(people, middle[None, :]).sum())
    centres = _settled(people, _bisected(people, whole, most, split, seed))
    while True:
        nearest = distances(people, centres).argmin(axis=1)
        sizes = np.bincount(nearest, minlength=len(centres)).astype(np.float64)
        two = merging(sizes, centres, whole, least=merge)
        if two is None:
            break
        first, second = two
        both = sizes[[first, second]]
        centres[first] = np.average(centres[[first, second]], axis=0, weights=both + 1e-9)
        centres = _settled(people, np.delete(centres, second, axis=0))
    order = np.argsort(-sizes, kind="stable")
    centres, sizes = centres[order], sizes[order]
    spread = float(distances(people, centres).min(axis=1).mean())
    return Clusters(
        ids=tuple(range(1, len(centres) + 1)) if before is None else matched(before, centres),
        centres=centres,
        weights=(sizes / sizes.sum()).astype(np.float32),
        temperature=temperature * max(spread, 1e-6),
        origin=middle if origin is None else origin,
        people=len(people),
        spread=spread,
    )


def matched(before: Clusters, centres: NDArray[np.float32]) -> tuple[int, ...]:
    """Ids for new centres: those of the earlier clusters where they are, new ones elsewhere.

    The assignment whose squared distances sum to the least (Kuhn 1955); a cluster further away than
    its people are from it on average is another one.
    """
    apart = distances(centres, before.centres)
    ids = [0] * len(centres)
    for new, old in zip(*linear_sum_assignment(apart), strict=True):
        if apart[new, old] <= max(before.spread, 1e-12):
            ids[new] = before.ids[old]
    unused = max(before.ids, default=0) + 1
    for place, known in enumerate(ids):
        if not known:
            ids[place], unused = unused, unused + 1
    return tuple(ids)


def _bisected(
    people: NDArray[np.float32], whole: float, most: int, least: float, seed: int
) -> NDArray[np.float32]:
    """Centres from halving, (c, d)."""
    members = [np.arange(len(people))]
    found = halves(people, seed)
    waiting: list[tuple[float, int, Halves]] = [(-found.gain, 0, found)]
    while len(members) < most and waiting:
        _, place, two = heapq.heappop(waiting)
        if not splits(two, whole, least=least):
            continue
        own = members[place]
        members[place] = own[~two.second]
        members.append(own[two.second])
        for new in (place, len(members) - 1):
            halved = halves(people[members[new]], seed + len(members))
            heapq.heappush(waiting, (-halved.gain, new, halved))
    return np.stack([people[own].mean(axis=0) for own in members])


def _settled(people: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Centres after Lloyd's rounds, the empty ones left out."""
    if len(centres) == 1:
        middle = people.mean(axis=0, keepdims=True, dtype=np.float64)
        return np.asarray(middle, dtype=np.float32)
    found = KMeans(len(centres), init=centres, n_init=1, max_iter=_ROUNDS).fit(people)
    held = np.bincount(found.labels_, minlength=len(centres)) > 0
    return np.asarray(found.cluster_centers_[held], dtype=np.float32)
