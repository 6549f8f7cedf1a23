"""How long a request may take."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whyrec.errors import OverloadedError
from whyrec.server._errors import answer


class Deadline:
    """Middleware that answers 503 when time is up.

    A stream of events that has begun is left alone: it ends by limits of its own. Any other answer
    that has begun is cut off, which the client sees.

    Args:
        app: What answers.
        seconds: From the request's first line to the answer's last byte.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begun = False
        clock = asyncio.timeout(self._seconds)

        async def watched(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if _is_event_stream(message):
                    clock.reschedule(None)
            await send(message)

        try:
            async with clock:
                return await self._app(scope, receive, watched)
        except TimeoutError:
            if not clock.expired():
                raise
        except asyncio.CancelledError:
            if not begun:
                stopping = OverloadedError("The server is stopping.", remedy="Try again.")
                await answer(stopping, scope)(scope, receive, send)
            raise
        if begun:
            return None
        late = OverloadedError(
            f"The request was not answered within {self._seconds:g} s.", remedy="Try again."
        )
        return await answer(late, scope)(scope, receive, send)


def _is_event_stream(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in message.get("headers", ())
    )
