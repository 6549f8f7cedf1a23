"""The first page: whose recommendations to look at, or somebody new."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from whyrec.domain import Identifier, Language
from whyrec.server._caller import Reader
from whyrec.server._page._render import headers, page, user_path
from whyrec.server._page._route import router
from whyrec.server._page._words import COOKIE
from whyrec.server._rest._subjects import Rec

SHOWN = 24
_YEAR_S = 365 * 86_400

routes = router()


@routes.get("/")
async def people(
    request: Request,
    caller: Reader,
    rec: Rec,
    q: Annotated[str, Query(max_length=256)] = "",
) -> Response:
    """The users who were active last, or those whose ids contain ``q``."""
    if caller.user_id is not None:
        return _to(user_path(caller.user_id))
    wanted = q.strip().casefold()
    users = await rec.users(tenant=caller.tenant)
    found = [u for u in users if wanted in u.user_id.casefold()]
    found.sort(key=lambda u: (u.user_id.casefold() == wanted, u.last, u.user_id), reverse=True)
    return page(
        request,
        "people",
        q=q.strip(),
        anybody=bool(users),
        found=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
    )


@routes.get("/users")
async def new_user(caller: Reader, user: Annotated[Identifier, Query()]) -> Response:
    """Where the form for a new user leads; a user begins to exist with what they say."""
    return _to(user_path(caller.checked(user.strip() or user)))


@routes.get("/language/{language}")
async def choose_language(
    request: Request, language: Language, to: Annotated[str, Query(max_length=4_000)] = "/"
) -> Response:
    """Keep the language the reader wants, and go back to where they were."""
    own = to.startswith("/") and not to.startswith(("//", "/\\"))
    answer = _to(to if own else "/")
    answer.set_cookie(
        COOKIE,
        language,
        max_age=_YEAR_S,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def _to(path: str) -> Response:
    return RedirectResponse(path, 303, headers=headers())
