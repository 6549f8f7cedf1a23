"""What a route is about: the recommender, and the user its path names."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Request

from whyrec import Recommender
from whyrec.domain import Identifier
from whyrec.errors import NotFoundError
from whyrec.server import _paths  # noqa: F401  (its convertor is what "{user_id:id}" means)
from whyrec.server._caller import Reader, Writer

UserId = Annotated[
    Identifier, Path(description="The user's id, percent-encoded.", examples=["ann"])
]
ItemId = Annotated[Identifier, Path(description="The item's id, percent-encoded.", examples=["b3"])]
EventId = Annotated[
    Identifier, Path(description="The event's id, percent-encoded.", examples=["order-1042"])
]


async def _recommender(request: Request) -> Recommender:
    rec: Recommender = request.app.state.rec
    return rec


Rec = Annotated[Recommender, Depends(_recommender)]


class Subject(NamedTuple):
    """A user that the caller may see."""

    tenant: str
    user_id: str


async def _reads(caller: Reader, user_id: UserId) -> Subject:
    return Subject(caller.tenant, caller.checked(user_id))


async def _writes(caller: Writer, user_id: UserId) -> Subject:
    return Subject(caller.tenant, caller.checked(user_id))


ReadsUser = Annotated[Subject, Depends(_reads)]
WritesUser = Annotated[Subject, Depends(_writes)]


async def known(rec: Recommender, who: Subject) -> None:
    """Go on only with a user of whom something is known.

    Raises:
        NotFoundError: There is nothing.
    """
    if not await rec.knows(who.user_id, tenant=who.tenant):
        raise NotFoundError(f"There is no user {who.user_id}.")
