"""Where on the clock users live, and where things are taken."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from whyrec.domain import KnownContexts, Model
from whyrec.server._caller import Admin
from whyrec.server._rest import _examples
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, WritesUser

routes = router("Users")


class TimeZoneBody(Model):
    """A user's time zone."""

    model_config = ConfigDict(json_schema_extra=example(_examples.TIMEZONE))

    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None
    """A name of the IANA database, such as `Europe/Vienna`; null forgets it."""


class TimeZoneReply(Model):
    """The time zone in force."""

    timezone: str | None
    """The user's own, else the tenant's; null where neither is set."""


@routes.get(
    "/v1/users/{user_id:id}/timezone",
    summary="Read a user's time zone",
    responses=replies(_examples.TIMEZONE),
)
async def get_timezone(who: ReadsUser, rec: Rec) -> TimeZoneReply:
    """By it times of day and of the week are told; without one none is claimed."""
    return TimeZoneReply(timezone=await rec.timezone(who.user_id, tenant=who.tenant))


@routes.put(
    "/v1/users/{user_id:id}/timezone",
    summary="Set a user's time zone",
    responses=replies(_examples.TIMEZONE, 400),
)
async def put_timezone(who: WritesUser, rec: Rec, body: TimeZoneBody) -> TimeZoneReply:
    """It holds for all of the user's events, those of the past among them."""
    found = await rec.set_timezone(who.user_id, body.timezone, tenant=who.tenant)
    return TimeZoneReply(timezone=found)


@routes.get(
    "/v1/contexts",
    summary="List the scenes and devices that events name",
    responses=replies(_examples.CONTEXTS),
)
async def list_contexts(caller: Admin, rec: Rec) -> KnownContexts:
    """The most frequent first. A list for a scene or device that is none of them is as always."""
    return await rec.contexts(tenant=caller.tenant)
