"""Clusters of people, and who belongs to which."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from whyrec.domain import Cluster, ClusterFit, Membership
from whyrec.server._caller import Admin
from whyrec.server._rest import _examples
from whyrec.server._rest._moments import AsOf
from whyrec.server._rest._replies import Page, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, known

routes = router("Clusters")


@routes.get(
    "/v1/clusters",
    summary="List the clusters of people",
    responses=replies(_examples.CLUSTERS, 404),
)
async def list_clusters(
    caller: Admin, rec: Rec, as_of: Annotated[AsOf, Query()] = None
) -> ClusterFit:
    """People who take alike, the largest cluster first; never less than five members' taste."""
    return await rec.clusters(tenant=caller.tenant, as_of=as_of)


@routes.get(
    "/v1/clusters/{named}",
    summary="Show a cluster of people",
    responses=replies(_examples.CLUSTER, 404),
)
async def get_cluster(
    caller: Admin,
    rec: Rec,
    named: Annotated[str, Path(description="Its id or its label.", max_length=60)],
    as_of: Annotated[AsOf, Query()] = None,
) -> Cluster:
    """What sets the cluster apart, with items that at least five members took."""
    return await rec.cluster(named, tenant=caller.tenant, as_of=as_of)


@routes.get(
    "/v1/users/{user_id:id}/membership",
    summary="Say which clusters a user belongs to",
    responses=replies(_examples.MEMBERSHIP, 404),
)
async def get_membership(
    who: ReadsUser, rec: Rec, as_of: Annotated[AsOf, Query()] = None
) -> Membership:
    """A probability for each cluster, the greatest first; small ones are left out."""
    await known(rec, who)
    return await rec.membership(who.user_id, tenant=who.tenant, as_of=as_of)


@routes.get(
    "/v1/users/{user_id:id}/membership/history",
    summary="Say it for each version of the profile",
    responses=replies(_examples.MEMBERSHIP_HISTORY, 404),
)
async def list_memberships(who: ReadsUser, rec: Rec) -> Page[Membership]:
    """The same as it was told when each version was made, oldest first; always one page."""
    await known(rec, who)
    return Page(data=tuple(await rec.membership_history(who.user_id, tenant=who.tenant)))
