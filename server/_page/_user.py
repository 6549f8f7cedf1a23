"""A user's page: the list, why each item is in it, the taste behind it and how that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response

from whyrec import Recommender
from whyrec.domain import ChatTurn, Language, Recommendation
from whyrec.errors import InputError
from whyrec.server._caller import caller
from whyrec.server._page._notice import notice
from whyrec.server._page._render import page
from whyrec.server._page._route import router
from whyrec.server._page._views import facets, taste
from whyrec.server._page._words import language_of, words
from whyrec.server._rest._subjects import ItemId, ReadsUser, Rec, Subject

LENGTH = 10
"""Items in the list."""

routes = router()


@routes.get("/users/{user_id:id}")
async def user_page(request: Request, who: ReadsUser, rec: Rec) -> Response:
    """What is recommended to a user now, and what is believed of them."""
    return await shown(request, who, rec)


@routes.get("/users/{user_id:id}/why/{item_id:id}")
async def why_page(request: Request, who: ReadsUser, item_id: ItemId, rec: Rec) -> Response:
    """The answer to "why this?" of one item; the list opens it in place."""
    language = language_of(request)
    why = await rec.why(
        who.user_id,
        item_id,
        use_model=False,
        language=language,
        shown=_own(request),
        tenant=who.tenant,
    )
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
    request: Request, who: Subject, rec: Recommender, turns: Sequence[ChatTurn] = ()
) -> Response:
    """A user's page.

    Args:
        request: What it answers.
        who: The user.
        rec: The recommender.
        turns: The conversation so far, where it was sent without JavaScript.
    """
    say = words(language_of(request))
    return page(
        request,
        "user",
        user_id=who.user_id,
        unknown=not await rec.knows(who.user_id, tenant=who.tenant),
        taste=await taste(rec, who.tenant, who.user_id),
        list=await _list(rec, who, say.language, shown=_own(request)),
        facets=facets,
        notice=notice(rec, who.tenant, who.user_id, request.query_params, say),
        turns=turns,
        turns_json=[turn.model_dump() for turn in turns],
    )


def _own(request: Request) -> bool:
    """Whether it is the user who looks, and not somebody who may look at all of them."""
    return caller(request).user_id is not None


async def _list(
    rec: Recommender, who: Subject, language: Language, *, shown: bool
) -> list[Recommendation] | None:
    """The list, made and worded without waiting for a model; None where there are no items."""
    try:
        return await rec.recommend(
            who.user_id,
            LENGTH,
            use_model=False,
            language=language,
            shown=shown,
            tenant=who.tenant,
        )
    except InputError:
        return None


def _high(rec: Recommender, tenant: str) -> Any:
    scale = rec.store.meta.get(tenant, "rating_scale")
    return scale["high"] if scale else None
