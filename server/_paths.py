"""Ids in paths: any character an id may have, ``/`` and ``..`` among them, percent-encoded.

A server decodes a path before anybody routes on it, and ``a%2Fb`` becomes two segments. So routes
are matched on the path as it was sent, the same text that authentication decides on, and each
segment that is an id is decoded after that: write it ``{user_id:id}``.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.convertors import Convertor, register_url_convertor
from starlette.types import ASGIApp, Receive, Scope, Send


class _Id(Convertor[str]):
    """One segment, decoded once it has been told from its neighbours."""

    regex = "[^/]+"

    def convert(self, value: str) -> str:
        # What is no UTF-8 becomes lone surrogates, which no id may hold: the route refuses them.
        return unquote(value, errors="surrogateescape")

    def to_string(self, value: str) -> str:
        return quote(value, safe="")


register_url_convertor("id", _Id())


class PathsAsSent:
    """Routes on the undecoded path; ``%2F`` separates nothing, ``%2e%2e`` leads nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, "path": as_sent(scope)}
        await self._app(scope, receive, send)


def as_sent(scope: Scope) -> str:
    """The path of a request, percent-encoded as the client sent it."""
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return quote(scope["path"], safe="/")
    return raw.partition(b"?")[0].decode("utf-8", "surrogateescape")
