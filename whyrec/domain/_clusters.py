"""Clusters of people, and who belongs to which."""

from __future__ import annotations

from typing import Literal

from whyrec.domain._base import Model, UtcDatetime


class ClusterTopic(Model):
    """A topic that members take more than others."""

    topic: str
    """A facet, as ``name=value``."""
    share: float
    """Of what members take, shrunk to everybody's, [0, 1]."""
    overall: float
    """Of what everybody takes, [0, 1]."""


class ClusterItem(Model):
    """An item that at least five members took, and they more than others."""

    item_id: str
    title: str


class Cluster(Model):
    """People who take alike. Nothing in it is known of fewer than five of them."""

    id: int
    """The same from fit to fit."""
    label: str
    """At most six words."""
    description: str
    written_by: Literal["model", "code"]
    """Who wrote label and description."""
    people: int
    """Whose nearest centre it was, when fitted."""
    share: float
    """Of all people, [0, 1]."""
    topics: tuple[ClusterTopic, ...] = ()
    """What sets it apart, the most telling first."""
    items: tuple[ClusterItem, ...] = ()
    """Likewise."""


class ClusterFit(Model):
    """The clusters of a tenant."""

    as_of: UtcDatetime
    """They know nothing later."""
    people: int
    """They were found among so many."""
    temperature: float
    """Of membership, in squared distance."""
    clusters: tuple[Cluster, ...]
    """The largest first."""
    why: str | None = None
    """Why they were fitted anew, or why they were left as they are; None where they are read."""


class MembershipPart(Model):
    """How far somebody belongs to a cluster."""

    cluster_id: int
    label: str | None
    """None where the cluster is gone."""
    probability: float
    """[0, 1]."""


class Membership(Model):
    """Which clusters somebody belongs to."""

    user_id: str
    as_of: UtcDatetime
    version: int
    """Of the profile."""
    parts: tuple[MembershipPart, ...]
    """The greatest first; small ones are left out, none where there are no clusters."""
