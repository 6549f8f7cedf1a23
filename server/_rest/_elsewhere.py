"""What is expected of a user: in another domain, and by where others went."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import ConfigDict, Field

from whyrec.domain import JourneyReport, Model, TransferReport
from whyrec.server._rest import _examples
from whyrec.server._rest._moments import AsOf
from whyrec.server._rest._replies import example, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, WritesUser, known

routes = router("Profile")

_Domain = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class TransferBody(Model):
    """Where interests are carried over to."""

    model_config = ConfigDict(json_schema_extra=example(_examples.TRANSFER_BODY))

    to: _Domain
    source: _Domain | None = None
    """By default the other domain with most events."""


@routes.post(
    "/v1/users/{user_id:id}/profile/transfer",
    summary="Carry interests over to another domain",
    responses=replies(_examples.TRANSFER, 400, 404, 409),
)
async def transfer_profile(who: WritesUser, rec: Rec, body: TransferBody) -> TransferReport:
    """Expect interests in a domain from what the user likes in another, marked as such.

    Sent again it adds nothing.
    """
    await known(rec, who)
    return await rec.transfer(who.user_id, body.to, source=body.source, tenant=who.tenant)


@routes.get(
    "/v1/users/{user_id:id}/journeys",
    summary="Say where people with this profile went next",
    responses=replies(_examples.JOURNEYS, 404),
)
async def get_journeys(
    who: ReadsUser, rec: Rec, as_of: Annotated[AsOf, Query()] = None
) -> JourneyReport:
    """The topics that people went on to whose profile was once like this one; of nobody who."""
    await known(rec, who)
    return await rec.journeys(who.user_id, tenant=who.tenant, as_of=as_of)
