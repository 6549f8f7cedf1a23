"""Server-sent events: the chunks of an answer as a browser or an SDK reads them."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from whyrec.errors import WhyrecError
from whyrec.server import _errors
from whyrec.server._openai._ahead import Ahead
from whyrec.server._openai._answer import Chunk, Chunks
from whyrec.server._openai._beside import Ending, Piece
from whyrec.server._openai._cut import Cut

_log = logging.getLogger("whyrec.server")

KEEP_ALIVE_S = 15.0
"""After so long without a piece a comment is sent, lest a proxy takes the line for dead."""

HEADERS: Mapping[str, str] = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


async def events(
    pieces: Ahead[Piece],
    chunks: Chunks,
    cut: Cut,
    *,
    with_usage: bool,
    keep_alive_s: float = KEEP_ALIVE_S,
) -> AsyncGenerator[bytes, None]:
    """The events of one answer. An error ends them, as an event of its own."""
    try:
        yield _event(chunks.role())
        ending = Ending()
        while True:
            if not await pieces.ready(keep_alive_s):
                yield b": keep-alive\n\n"
                continue
            piece = await anext(pieces, None)
            text = cut.rest() if piece is None else cut.feed(piece.text)
            if text:
                yield _event(chunks.text(text))
            if piece is None:
                break
            ending = piece.ending or ending
        yield _event(chunks.finish(cut.reason, ending.beside))
        if with_usage:
            yield _event(chunks.usage(ending))
        yield b"data: [DONE]\n\n"
    except WhyrecError as error:
        yield _data(json.dumps(_errors.body(error), ensure_ascii=False))
    except Exception:
        _log.exception("A stream failed")
        yield _data(json.dumps(_errors.bug()))


class EventStream(Response):
    """A response that ends when its events do.

    Args:
        events: What is sent.
        pieces: What they are made of; closed at the end, whatever the end is.
    """

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes, None], pieces: Ahead[Piece]) -> None:
        super().__init__(headers=dict(HEADERS))
        del self.headers["content-length"]
        self._events = events
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them. A client that leaves has this cancelled."""
        try:
            async with aclosing(self._events):
                await send(
                    {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
                )
                async for event in self._events:
                    await send({"type": "http.response.body", "body": event, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        finally:
            await self._pieces.aclose()


def _event(chunk: Chunk) -> bytes:
    return _data(chunk.model_dump_json(exclude_unset=True))


def _data(text: str) -> bytes:
    return f"data: {text}\n\n".encode()
