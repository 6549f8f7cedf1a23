"""Who sends a request, decided before anything else of it is looked at.

Whether a path is open to everybody is decided on the path as it was sent: what is encoded, or goes
up and down again, is never one of those, whatever it would be routed to.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from whyrec._loopback import is_loopback
from whyrec.errors import ForbiddenError, UnauthorizedError, WhyrecError
from whyrec.server._caller import Caller
from whyrec.server._errors import answer
from whyrec.server._limits import Limiter, client
from whyrec.settings import ServerSettings, Settings
from whyrec.store import Store

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What a proxy adds to the requests of those it speaks for."""
COOKIE = "whyrec_key"
"""Holds the key of who uses the web page: HttpOnly, SameSite=Strict."""

_OPEN = frozenset({b"/healthz", b"/readyz", b"/login"})
_OPEN_FILES = re.compile(rb"/static(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def keys_required(settings: Settings) -> bool:
    """Whether the server asks for keys: by default where others than this machine reach it."""
    if settings.server.keys == "auto":
        return reached_from_elsewhere(settings.server)
    return settings.server.keys == "required"


def reached_from_elsewhere(server: ServerSettings) -> bool:
    """Whether the settings speak of anybody beyond this machine.

    A proxy on this machine comes from here whoever it speaks for: another name than this machine's,
    or a header that says who somebody is, tells that there is one.
    """
    return server.user_header is not None or not all(is_loopback(name) for name in server.names)


class Authenticator:
    """Finds the caller of a request.

    Args:
        store: Where the keys are.
        settings: Whether they are asked for, and whose the data is where they are not.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._keys = store.keys
        self.required = keys_required(settings)
        self._everybody = settings.server.keys == "off"
        self._anybody = Caller(settings.tenant, "admin")

    def check(self, token: str) -> Caller | None:
        """Who a key belongs to; None where it opens nothing."""
        key = self._keys.check(token)
        if key is None:
            return None
        return Caller(key.tenant, key.scope, key.user_id, key.id)

    def caller(self, method: str, headers: Headers) -> Caller:
        """Who sent a request with these headers.

        A key that is given is honoured also where none is asked for; what is no key of whyrec's,
        as OpenAI's clients send, is looked at only where one is.

        Raises:
            UnauthorizedError: A key is asked for and there is none, or it opens nothing.
            ForbiddenError: Another site's page made the browser send this.
        """
        token = _bearer(headers)
        if token is not None and (self.required or token.startswith("wr-")):
            return self._opened(token)
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        if cookie is not None and token is None:
            found = self.check(cookie)
            if found is not None:
                _refuse_other_sites(method, headers, told=True)
                return found
        if self.required:
            raise UnauthorizedError(
                "This server asks for a key.",
                remedy="Send it as: Authorization: Bearer wr-…",
            )
        if not self._everybody and any(name in headers for name in _FORWARDED):
            raise UnauthorizedError(
                "This request came through a proxy, and the server asks nobody for a key.",
                remedy="Set server.public_url, and make keys; or set server.keys to off.",
            )
        _refuse_other_sites(method, headers)
        return self._anybody

    def _opened(self, token: str) -> Caller:
        found = self.check(token)
        if found is None:
            raise UnauthorizedError(
                "The key is unknown or was revoked.",
                remedy="Create one with: whyrec keys create NAME",
            )
        return found


class Auth:
    """Middleware that puts the `Caller` into the request's state, or answers 401 or 403."""

    def __init__(self, app: ASGIApp, authenticator: Authenticator, limiter: Limiter) -> None:
        self._app = app
        self._authenticator = authenticator
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        try:
            self._admit(scope)
        except WhyrecError as error:
            return await (await self._refusal(scope, error))(scope, receive, send)
        return await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if is_open(scope):
            _refuse_other_sites(scope["method"], headers)
            return
        found = self._authenticator.caller(scope["method"], headers)
        if raw_path(scope) == b"/metrics" and not found.may("admin"):
            raise ForbiddenError("Metrics need a key with the scope admin.")
        scope.setdefault("state", {})["caller"] = found

    async def _refusal(self, scope: Scope, error: WhyrecError) -> Response:
        # Who has no key yet is counted by address, so that guessing is slow and cheap to refuse.
        standing = await self._limiter.hit(client(scope))
        if not standing.allowed:
            return self._limiter.refusal(standing, scope)
        if isinstance(error, UnauthorizedError) and _asks_for_a_page(scope):
            return RedirectResponse("/login", 303)
        return answer(error, scope)


def raw_path(scope: Scope) -> bytes:
    """The path as it was sent, without the query."""
    raw: bytes | None = scope.get("raw_path")
    return scope["path"].encode() if raw is None else raw.partition(b"?")[0]


def is_open(scope: Scope) -> bool:
    """Whether a path needs no key: health, the way in, and the page's own files."""
    raw = raw_path(scope)
    # The router reads the decoded path: the two must say the same.
    same = raw == scope["path"].encode("utf-8", "surrogatepass")
    return same and (raw in _OPEN or _OPEN_FILES.fullmatch(raw) is not None)


def _bearer(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _refuse_other_sites(method: str, headers: Headers, *, told: bool = False) -> None:
    """Refuse a change that a browser was made to send by another site's page.

    Args:
        method: The request's.
        headers: Browsers say in ``Sec-Fetch-Site`` or ``Origin`` where a request comes from.
        told: Refuse also where they say nothing.

    Raises:
        ForbiddenError: It comes from another site.
    """
    if method in _SAFE:
        return
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        own = site in ("same-origin", "none")
    elif origin is not None:
        own = urlsplit(origin).netloc == headers.get("host")
    else:
        own = not told
    if not own:
        raise ForbiddenError("Another site's page may not change anything here.")


def _asks_for_a_page(scope: Scope) -> bool:
    wanted = Headers(scope=scope).get("accept", "")
    api = raw_path(scope).startswith((b"/v1/", b"/metrics"))
    return scope["method"] == "GET" and "text/html" in wanted and not api
