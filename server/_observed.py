"""What becomes of each request, told to whoever counts it or writes it down."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whyrec.server._caller import Caller

LEFT = 499
"""Status of a request whose client had left before there was an answer."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_CONVERTOR = re.compile(r":\w+}")


class Answered(NamedTuple):
    """One request and how it ended. Nothing in it is what the client made up."""

    method: str
    """One of HTTP's own; ``-`` for any other word."""
    route: str
    """The template of the route that answered, ``/v1/users/{user_id}``; ``-`` where none did."""
    status: int
    seconds: float
    """From the first line to the last byte of the answer, streams included."""
    caller: Caller | None
    """None where the request did not get so far."""


class Observer(Protocol):
    """Who is told."""

    def begun(self) -> None:
        """A request has come."""

    def answered(self, told: Answered) -> None:
        """It has ended, however it did."""


class Observed:
    """Middleware that tells of every request. Stands before all others.

    Args:
        app: What answers.
        observers: Who is told, in this order.
    """

    def __init__(self, app: ASGIApp, observers: Sequence[Observer]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started = time.perf_counter()
        status = LEFT

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        for observer in self._observers:
            observer.begun()
        try:
            return await self._app(scope, receive, sent)
        except Exception:
            status = 500
            raise
        finally:
            told = Answered(
                scope["method"] if scope["method"] in _METHODS else "-",
                _route(scope),
                status,
                time.perf_counter() - started,
                scope.get("state", {}).get("caller"),
            )
            for observer in self._observers:
                observer.answered(told)


def _route(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", None)
    return "-" if path is None else _CONVERTOR.sub("}", path)
