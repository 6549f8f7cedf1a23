"""The interest profile: as it is, as it was, and how it is changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from whyrec.domain import Model, Profile, Provenance, Rejection, Revision, UtcDatetime
from whyrec.server._rest import _examples
from whyrec.server._rest._cursor import Cursor, Limit, read_cursor, write_cursor
from whyrec.server._rest._moments import AsOf
from whyrec.server._rest._once import OnceOnly
from whyrec.server._rest._replies import Page, example, replies, router
from whyrec.server._rest._subjects import ReadsUser, Rec, WritesUser, known

routes = router("Profile")

_Version = Annotated[int, Query(ge=0, le=2**31 - 1)]


class VersionSummary(Model):
    """One version of a profile, without its interests."""

    version: int
    parent: int | None
    at: UtcDatetime
    """The time of the newest event taken in, or of the edit."""
    provenance: Provenance
    operations: tuple[str, ...]
    """The kinds of what changed, in order."""
    rejected: tuple[Rejection, ...]
    """What did not pass the gate."""


class Difference(Model):
    """What changed between two versions."""

    old: int
    new: int
    lines: tuple[str, ...]
    """Sentences; empty where nothing did."""


class EditBody(Model):
    """What the user says."""

    model_config = ConfigDict(json_schema_extra=example(_examples.EDIT_BODY))

    words: str = Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")


class EditReply(Model):
    """What words led to."""

    understood: bool
    """False: the words are kept as a note and change nothing."""
    message: str
    """One sentence for the user."""
    profile: Profile


class RollbackBody(Model):
    """Where to go back to."""

    model_config = ConfigDict(json_schema_extra=example(_examples.ROLLBACK_BODY))

    version: int = Field(ge=0, le=2**31 - 1)


class EvolveReply(Model):
    """What evolving made."""

    versions: tuple[int, ...]
    """The new versions; empty where no event waited."""
    profile: Profile


@routes.get(
    "/v1/users/{user_id:id}/profile",
    summary="Read a user's interests",
    responses=replies(_examples.PROFILE, 404),
)
async def get_profile(
    who: ReadsUser,
    rec: Rec,
    version: Annotated[
        _Version | None, Query(description="An older version; by default the newest.")
    ] = None,
    as_of: Annotated[AsOf, Query()] = None,
) -> Profile:
    """The profile with the strength, share and trend of each interest at a moment."""
    await known(rec, who)
    return await rec.profile(who.user_id, version, tenant=who.tenant, as_of=as_of)


@routes.get(
    "/v1/users/{user_id:id}/profile/versions",
    summary="List the versions of a profile",
    responses=replies(_examples.VERSIONS_PAGE, 404),
)
async def list_versions(
    who: ReadsUser, rec: Rec, limit: Limit = 100, cursor: Cursor = None
) -> Page[VersionSummary]:
    """Every version with what made it and what was refused, newest first."""
    await known(rec, who)
    place = read_cursor(cursor, int)
    found = [
        one
        for one in reversed(await rec.revisions(who.user_id, tenant=who.tenant))
        if place is None or one.profile.version < place[0]
    ]
    page = tuple(_summary(one) for one in found[:limit])
    following = write_cursor(page[-1].version) if len(found) > limit else None
    return Page(data=page, next_cursor=following)


@routes.get(
    "/v1/users/{user_id:id}/profile/diff",
    summary="Say what changed between two versions",
    responses=replies(_examples.DIFFERENCE, 404),
)
async def get_diff(
    who: ReadsUser, rec: Rec, old: _Version, new: _Version, as_of: Annotated[AsOf, Query()] = None
) -> Difference:
    """What changed between two versions, as sentences."""
    await known(rec, who)
    told = await rec.diff(who.user_id, old, new, tenant=who.tenant, as_of=as_of)
    return Difference(old=old, new=new, lines=tuple(told.splitlines()))


@routes.post(
    "/v1/users/{user_id:id}/profile/edit",
    summary="Change a profile in the user's words",
    response_model=EditReply,
    responses=replies(_examples.EDIT_REPLY, 400, 409),
)
async def edit_profile(who: WritesUser, rec: Rec, body: EditBody, once: OnceOnly) -> Response:
    """Let the user change the profile in words, such as "no more horror", in English or Chinese.

    What is not understood for certain is kept as a note and changes nothing; the reply says so.
    """

    async def edit() -> Model:
        done = await rec.edit(who.user_id, body.words, tenant=who.tenant)
        return EditReply(
            understood=done.understood,
            message=done.message,
            profile=await rec.profile(who.user_id, tenant=who.tenant),
        )

    return await once.answer(rec, who, edit)


@routes.post(
    "/v1/users/{user_id:id}/profile/rollback",
    summary="Go back to an older version",
    response_model=Profile,
    responses=replies(_examples.PROFILE, 400, 404, 409),
)
async def roll_profile_back(
    who: WritesUser, rec: Rec, body: RollbackBody, once: OnceOnly
) -> Response:
    """Add a version whose interests are those of an older one; 0 is the empty profile."""

    async def roll_back() -> Model:
        await known(rec, who)
        await rec.rollback(who.user_id, body.version, tenant=who.tenant)
        return await rec.profile(who.user_id, tenant=who.tenant)

    return await once.answer(rec, who, roll_back)


@routes.post(
    "/v1/users/{user_id:id}/profile/evolve",
    summary="Take waiting events into the profile now",
    responses=replies(_examples.EVOLVE_REPLY, 404, 409),
)
async def evolve_profile(who: WritesUser, rec: Rec) -> EvolveReply:
    """Take all waiting events in. The server does this by itself once enough of them wait."""
    await known(rec, who)
    made = await rec.evolve(who.user_id, tenant=who.tenant)
    return EvolveReply(
        versions=tuple(one.profile.version for one in made),
        profile=await rec.profile(who.user_id, tenant=who.tenant),
    )


def _summary(one: Revision) -> VersionSummary:
    return VersionSummary(
        version=one.profile.version,
        parent=one.profile.parent,
        at=one.patch.at,
        provenance=one.patch.provenance,
        operations=tuple(operation.op for operation in one.patch.operations),
        rejected=one.rejected,
    )
