"""How busy the server is, for what is done behind the requests."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class Traffic:
    """Requests, counted."""

    def __init__(self) -> None:
        self.inside = 0
        """Not answered yet."""
        self.begun = 0
        """Since the server started."""


class Watched:
    """Middleware that counts requests.

    Args:
        app: What answers them.
        traffic: Where they are counted.
    """

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        self._traffic.inside += 1
        self._traffic.begun += 1
        try:
            return await self._app(scope, receive, send)
        finally:
            self._traffic.inside -= 1
