"""How much is worked on at a time, and what is answered when that is not enough."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from whyrec.errors import OverloadedError
from whyrec.server._auth import raw_path
from whyrec.server._errors import answer

EXEMPT = frozenset({b"/healthz", b"/readyz", b"/metrics"})
"""What must be answered above all when there is too much to do."""


class Overload:
    """Middleware that works on so many requests, lets as many wait, and refuses the next at once.

    A request turned away has cost next to nothing: it was not authenticated and its body not read.

    Args:
        app: What answers the others.
        most: How many are worked on at a time.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._places = asyncio.Semaphore(most)
        self._most_inside = 2 * most
        self._inside = 0
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or raw_path(scope) in EXEMPT:
            return await self._app(scope, receive, send)
        if self._inside >= self._most_inside:
            refusal = OverloadedError("The server has more to do than it can.", remedy="Try again.")
            return await answer(refusal, scope)(scope, receive, send)
        self._inside += 1
        try:
            async with self._places:
                # All that is ready runs before the loop looks at the network again: were all let in
                # together, a refusal would wait until each of them has done its work.
                async with self._turn:
                    await asyncio.sleep(0)
                return await self._app(scope, receive, send)
        finally:
            self._inside -= 1
