"""Clusters of people by their vectors: found, kept up to date, and what their members take."""

from whyrec.agents.clusters._clusters import Clusters, distances, moved
from whyrec.agents.clusters._fit import MOST, fit_clusters, matched
from whyrec.agents.clusters._members import with_members
from whyrec.agents.clusters._split import (
    LEAST_MEMBERS,
    MERGE,
    SPLIT,
    Halves,
    halves,
    merging,
    splits,
    ward,
)
from whyrec.agents.clusters._vectors import Crowd, crowd_vectors, user_vector

__all__ = [
    "LEAST_MEMBERS",
    "MERGE",
    "MOST",
    "SPLIT",
    "Clusters",
    "Crowd",
    "Halves",
    "crowd_vectors",
    "distances",
    "fit_clusters",
    "halves",
    "matched",
    "merging",
    "moved",
    "splits",
    "user_vector",
    "ward",
    "with_members",
]
