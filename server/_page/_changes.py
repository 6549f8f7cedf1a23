"""How a profile changed: its versions, one after the other, and what differs between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from whyrec.agents.profile import Change
from whyrec.server._page._render import page
from whyrec.server._page._route import router
from whyrec.server._page._views import taste
from whyrec.server._page._words import Words, language_of, words
from whyrec.server._rest._subjects import ReadsUser, Rec

OFFERED = 100
"""Versions that can be chosen for a comparison, the newest ones."""
_COUNTED = frozenset({"more", "less"})
_GAINED = frozenset({"stated", "new", "back", "more", "also_stated"})
_LOST = frozenset({"faded", "gone", "less"})

routes = router()

_Version = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@routes.get("/users/{user_id:id}/changes")
async def changes_page(
    request: Request, who: ReadsUser, rec: Rec, version: _Version = None, against: _Version = None
) -> Response:
    """A version as it was, and what differs from another one, by default from the one before."""
    say = words(language_of(request))
    view = await taste(rec, who.tenant, who.user_id, version)
    number = view.profile.version
    older = max(number - 1, 0) if against is None else against
    found = await rec.changes(who.user_id, older, number, tenant=who.tenant) if number else []
    return page(
        request,
        "versions",
        user_id=who.user_id,
        taste=view,
        older=older,
        lines=[(_mark(one), told(one, say)) for one in found],
        versions=range(view.newest, max(view.newest - OFFERED, -1), -1),
    )


def told(change: Change, say: Words) -> str:
    """A change in words."""
    stance, kind = change.stance, change.kind
    named = say(f"diff.stance_{stance}", label=change.label)
    if kind == "stated":
        return say(f"diff.stated_{stance}", label=change.label)
    if kind == "new":
        return say.counted(f"diff.new_{stance}", change.events, label=change.label)
    if kind in _COUNTED:
        return say.counted(f"diff.{kind}", change.events, named=named)
    if kind == "turned":
        now, was = say(f"diff.turned_{stance}"), say(f"diff.turned_{change.was}")
        return say("diff.turned", stance=now, label=change.label, was=was)
    return say(f"diff.{kind}", label=change.label, named=named, was=change.was)


def _mark(change: Change) -> str:
    """Whether the line tells of a taste gained, which one, or of something lost, or of neither."""
    if change.kind in _GAINED:
        return change.stance
    return "lost" if change.kind in _LOST else ""
