"""Clusters of people by their vectors: found, kept up to date, and what their members take."""

from whyrec.agents.clusters._clusters import Clusters, distances, moved
from whyrec.agents.clusters._fit import MOST, fit_clusters, matched
from whyrec.agents.clusters._members import with_members
from whyrec.agents.clusters._naming import ClusterName, Named, name_all, objection
from whyrec.agents.clusters._now import clusters_of
from whyrec.agents.clusters._portrait import Portrait, TopicPart, composed_labels, portraits
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
from whyrec.agents.clusters._taken import (
    PRIOR_RECENT,
    PRIOR_TOTAL,
    Divisions,
    divided,
    likelihoods,
)
from whyrec.agents.clusters._temperature import HeldOut, gain, held_out, tempered
from whyrec.agents.clusters._vectors import Crowd, crowd_vectors, user_vector
from whyrec.agents.clusters._worn import worn

__all__ = [
    "LEAST_MEMBERS",
    "MERGE",
    "MOST",
    "PRIOR_RECENT",
    "PRIOR_TOTAL",
    "SPLIT",
    "ClusterName",
    "Clusters",
    "Crowd",
    "Divisions",
    "Halves",
    "HeldOut",
    "Named",
    "Portrait",
    "TopicPart",
    "clusters_of",
    "composed_labels",
    "crowd_vectors",
    "distances",
    "divided",
    "fit_clusters",
    "gain",
    "halves",
    "held_out",
    "likelihoods",
    "matched",
    "merging",
    "moved",
    "name_all",
    "objection",
    "portraits",
    "splits",
    "tempered",
    "user_vector",
    "ward",
    "with_members",
    "worn",
]
