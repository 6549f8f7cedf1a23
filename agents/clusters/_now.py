"""The clusters of a snapshot, with what their members take up to its moment."""

from __future__ import annotations

from whyrec.agents.clusters._clusters import Clusters
from whyrec.agents.clusters._members import with_members
from whyrec.agents.clusters._vectors import crowd_vectors
from whyrec.agents.retrieve import Snapshot


def clusters_of(snapshot: Snapshot) -> Clusters | None:
    """The snapshot's clusters with topics and counts, worked out once; None where none fit it."""
    return snapshot.once(_with_members)


def _with_members(snapshot: Snapshot) -> Clusters | None:
    known, crowd, vectors = snapshot.people, snapshot.crowd, snapshot.catalogue.vectors
    if known is None or crowd is None or vectors is None:
        return None
    if known.centres.shape[1] != vectors.shape[1]:
        return None  # another embedding model's
    return with_members(known, snapshot.catalogue, crowd, crowd_vectors(snapshot.catalogue, crowd))
