"""The way in where the server asks for keys: the key goes into a cookie that no script can read."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from whyrec.server._auth import COOKIE, Authenticator
from whyrec.server._page._render import headers, page
from whyrec.server._page._route import router

_WEEK_S = 7 * 86_400

routes = router()


@routes.get("/login")
async def login_page(request: Request) -> Response:
    """The form that takes a key."""
    if not _authenticator(request).required:
        return RedirectResponse("/", 303, headers=headers())
    return page(request, "login", wrong=False)


@routes.post("/login")
async def login(request: Request, key: Annotated[str, Form(max_length=512)]) -> Response:
    """Check a key and keep it for this browser."""
    if _authenticator(request).check(key.strip()) is None:
        return page(request, "login", status=401, wrong=True)
    answer = RedirectResponse("/", 303, headers=headers())
    answer.set_cookie(
        COOKIE,
        key.strip(),
        max_age=_WEEK_S,
        httponly=True,
        samesite="strict",
        secure=_secure(request),
    )
    return answer


@routes.post("/logout")
async def logout(request: Request) -> Response:
    """Forget the key."""
    answer = RedirectResponse("/login", 303, headers=headers())
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=_secure(request))
    return answer


def _secure(request: Request) -> bool:
    # Behind a proxy that does TLS every request comes here by plain HTTP.
    public: str = request.app.state.rec.settings.server.public_url or ""
    return request.url.scheme == "https" or public.lower().startswith("https:")


def _authenticator(request: Request) -> Authenticator:
    found: Authenticator = request.app.state.authenticator
    return found
