"""Whether taste has moved."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from whyrec.domain import DriftReport
from whyrec.server._caller import Admin
from whyrec.server._rest import _examples
from whyrec.server._rest._moments import AsOf
from whyrec.server._rest._replies import Page, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, known

routes = router("Drift")


@routes.get(
    "/v1/users/{user_id:id}/drift",
    summary="Say whether a user's taste has moved",
    responses=replies(_examples.DRIFT, 404),
)
async def get_drift(
    who: ReadsUser, rec: Rec, as_of: Annotated[AsOf, Query()] = None
) -> DriftReport:
    """What the user takes of late beside what they took before, with the events that moved it."""
    await known(rec, who)
    return await rec.drift(who.user_id, tenant=who.tenant, as_of=as_of)


@routes.get(
    "/v1/users/{user_id:id}/drift/history",
    summary="Say it for each version of the profile",
    responses=replies(_examples.DRIFT_HISTORY, 404),
)
async def list_drift(
    who: ReadsUser,
    rec: Rec,
    last: Annotated[int, Query(ge=1, le=100, description="At most so many versions.")] = 24,
) -> Page[DriftReport]:
    """The same for the moments of the latest versions, oldest first; always one page."""
    await known(rec, who)
    found = await rec.drift_history(who.user_id, last=last, tenant=who.tenant)
    return Page(data=tuple(found))


@routes.get(
    "/v1/drift",
    summary="Say whether everybody's taste has moved",
    responses=replies(_examples.DRIFT_OF_ALL),
)
async def get_drift_of_all(
    caller: Admin, rec: Rec, as_of: Annotated[AsOf, Query()] = None
) -> DriftReport:
    """What all users of the tenant take of late beside what they took before."""
    return await rec.drift(tenant=caller.tenant, as_of=as_of)
