"""By which names the server may be called.

A page elsewhere can let its own name lead to this machine (DNS rebinding) and then read what a
server here answers; but it cannot make the browser send another ``Host``.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from whyrec.errors import MalformedError
from whyrec.server._auth import raw_path
from whyrec.server._errors import answer
from whyrec.settings import ServerSettings

_HEALTH = frozenset({b"/healthz", b"/readyz"})
"""Asked for by address by what watches over the server, and tells nothing."""


class Hosts:
    """Middleware that answers 400 to requests for another host."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._names = {_bare(name) for name in settings.names}
        self._suffixes = tuple(n[1:] for n in self._names if n.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan" or raw_path(scope) in _HEALTH:
            return await self._app(scope, receive, send)
        if self._known(Headers(scope=scope).getlist("host")):
            return await self._app(scope, receive, send)
        refusal = MalformedError(
            "This server is not called by that name.",
            remedy="The names it answers to are in the setting server.allowed_hosts.",
            field="Host",
        )
        return await answer(refusal, scope)(scope, receive, send)

    def _known(self, given: list[str]) -> bool:
        if len(given) != 1:
            return False
        name = _bare(_without_port(given[0]))
        return "*" in self._names or name in self._names or name.endswith(self._suffixes)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def _bare(name: str) -> str:
    return name.strip().lower().rstrip(".").removeprefix("[").removesuffix("]")
