"""A user's page: the list, why each item is in it, the taste behind it and how that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from whyrec import Recommender
from whyrec.domain import ChatTurn, Recommendation
from whyrec.errors import InputError
from whyrec.server._page._notice import notice
from whyrec.server._page._render import page
from whyrec.server._page._route import router
from whyrec.server._page._views import facets, taste
from whyrec.server._page._words import language_of, words
from whyrec.server._rest._subjects import ItemId, ReadsUser, Rec, Subject

LENGTH = 10
"""Items in the list."""
VERSIONS_OFFERED = 100
"""Versions that can be chosen for a comparison, the newest ones."""

routes = router()

_Version = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@routes.get("/users/{user_id:id}")
async def user_page(
    request: Request,
    who: ReadsUser,
    rec: Rec,
    version: _Version = None,
    against: _Version = None,
) -> Response:
    """Everything about one user; ``version`` and ``against`` choose what of the past is shown."""
    return await shown(request, who, rec, version=version, against=against)


@routes.get("/users/{user_id:id}/why/{item_id:id}")
async def why_page(request: Request, who: ReadsUser, item_id: ItemId, rec: Rec) -> Response:
    """The answer to "why this?" of one item; the list opens it in place."""
    why = await rec.why(who.user_id, item_id, use_model=False, tenant=who.tenant)
    item = rec.store.items.get(who.tenant, [item_id])[item_id]
    return page(
        request,
        "why",
        user_id=who.user_id,
        item=item,
        facets=facets(item),
        why=why,
        high=_high(rec, who.tenant),
    )


async def shown(
    request: Request,
    who: Subject,
    rec: Recommender,
    *,
    version: int | None = None,
    against: int | None = None,
    turns: Sequence[ChatTurn] = (),
) -> Response:
    """A user's page.

    Args:
        request: What it answers.
        who: The user.
        rec: The recommender.
        version: The version of the profile shown; by default the newest.
        against: The version it is compared with; by default the one before.
        turns: The conversation so far, where it was sent without JavaScript.
    """
    say = words(language_of(request))
    view = await taste(rec, who.tenant, who.user_id, version)
    number = view.profile.version
    older = max(number - 1, 0) if against is None else against
    changes = await rec.diff(who.user_id, older, number, tenant=who.tenant) if number else ""
    found = await _list(rec, who)
    return page(
        request,
        "user",
        user_id=who.user_id,
        unknown=not await rec.knows(who.user_id, tenant=who.tenant),
        taste=view,
        older=older,
        changes=changes.splitlines(),
        versions=range(view.newest, max(view.newest - VERSIONS_OFFERED, -1), -1),
        list=found,
        best=max((one.score for one in found or ()), default=0.0) or 1.0,
        facets=facets,
        notice=notice(rec, who.tenant, who.user_id, request.query_params, say),
        turns=turns,
        turns_json=[turn.model_dump() for turn in turns],
        high=view.rating_high,
    )


async def _list(rec: Recommender, who: Subject) -> list[Recommendation] | None:
    """The list, made and worded without waiting for a model; None where there are no items."""
    try:
        return await rec.recommend(who.user_id, LENGTH, use_model=False, tenant=who.tenant)
    except InputError:
        return None


def _high(rec: Recommender, tenant: str) -> Any:
    scale = rec.store.meta.get(tenant, "rating_scale")
    return scale["high"] if scale else None
