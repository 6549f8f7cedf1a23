"""A client that leaves takes its work with it, and what was asked of a model for it."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Leaving:
    """Middleware that cancels a request whose client has gone. Stands behind `Body`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        whole: Message | None = await receive()
        here = asyncio.current_task()
        assert here is not None
        gone = asyncio.Event()
        left = answered = False

        async def watch() -> None:
            nonlocal left
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()
            # What follows an answer, such as work in the background, is not the client's any more.
            if not answered:
                left = True
                here.cancel()

        async def replayed() -> Message:
            nonlocal whole
            if whole is not None:
                body, whole = whole, None
                return body
            await gone.wait()
            return {"type": "http.disconnect"}

        async def told(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                answered = True
            await send(message)

        watching = asyncio.create_task(watch())
        try:
            return await self._app(scope, replayed, told)
        except asyncio.CancelledError:
            # Somebody else may want this task to end too; then it ends.
            if not left or here.uncancel() > 0:
                raise
            return None
        finally:
            watching.cancel()
