"""Users as a whole: who there is, all that is known of one, and its deletion."""

from __future__ import annotations

from typing import Any

from whyrec.domain import Model, UtcDatetime
from whyrec.errors import NotFoundError
from whyrec.server._caller import Reader
from whyrec.server._rest import _examples
from whyrec.server._rest._cursor import Cursor, Limit, read_cursor, write_cursor
from whyrec.server._rest._replies import Page, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, WritesUser, known

routes = router("Users")


class UserReply(Model):
    """How much is known of a user."""

    user_id: str
    events: int
    first: UtcDatetime
    """When the earliest event happened."""
    last: UtcDatetime
    profile_version: int
    """0 where no event was taken in yet."""


class Erased(Model):
    """What erasing a user deleted."""

    user_id: str
    events: int
    versions: int
    """Versions of the profile."""
    values: int
    """Small facts, stored replies and keys."""
    shown: int
    """Answers of the chat."""
    memberships: int
    """Versions of which was kept what cluster they belonged to."""


@routes.get("/v1/users", summary="List users", responses=replies(_examples.USERS_PAGE))
async def list_users(
    caller: Reader, rec: Rec, limit: Limit = 100, cursor: Cursor = None
) -> Page[UserReply]:
    """Users who have events, by id. A key that belongs to one user sees that one."""
    place = read_cursor(cursor, str)
    after = None if place is None else str(place[0])
    found = rec.store.events.users(caller.tenant, limit + 1, after, only=caller.user_id)
    following = write_cursor(found[limit - 1].user_id) if len(found) > limit else None
    versions = rec.store.profiles.versions(caller.tenant, [u.user_id for u in found])
    page = tuple(
        UserReply(**one._asdict(), profile_version=versions.get(one.user_id, 0))
        for one in found[:limit]
    )
    return Page(data=page, next_cursor=following)


@routes.get(
    "/v1/users/{user_id:id}/export",
    summary="Export all that is known of a user",
    responses=replies(_examples.EXPORT, 404),
)
async def export_user(who: ReadsUser, rec: Rec) -> dict[str, Any]:
    """Everything known of a user: events, the profile with every version, lists shown in chats.

    Replies that are kept for the sake of an `Idempotency-Key` repeat what is in there, and are left
    out.
    """
    await known(rec, who)
    return await rec.export(who.user_id, tenant=who.tenant)


@routes.delete(
    "/v1/users/{user_id:id}",
    summary="Erase a user",
    responses=replies(_examples.ERASED, 404),
)
async def erase_user(who: WritesUser, rec: Rec) -> Erased:
    """Delete everything known of a user, keys of theirs included, at once and for good.

    Of the events hashed ids stay, so that telling of an old one again does not bring it back.
    """
    gone = await rec.erase(who.user_id, tenant=who.tenant)
    if not any(gone):
        raise NotFoundError(f"There is no user {who.user_id}.")
    return Erased(user_id=who.user_id, **gone._asdict())
