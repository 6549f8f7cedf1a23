"""An answer worked on in a task of its own, so that waiting for it can have a limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Generic, TypeVar

from whyrec.errors import UpstreamError

T = TypeVar("T")

_AHEAD = 8
"""Pieces made before anybody took the first; a slow reader slows the writer down."""


class Ahead(Generic[T]):
    """Iterates over ``pieces``, which run in one task from beginning to end.

    One task, because what lies below may hold deadlines and contexts across its yields.

    Args:
        pieces: Closed with this, wherever it is.
    """

    def __init__(self, pieces: AsyncGenerator[T, None]) -> None:
        self._queue: asyncio.Queue[T | _End] = asyncio.Queue(_AHEAD)
        self._next: T | _End | None = None
        self._closed = False
        self._task = asyncio.ensure_future(self._run(pieces))

    async def ready(self, seconds: float) -> bool:
        """Wait for the next piece, or the end; False when it took longer."""
        if self._next is None:
            # Not wait_for: where a piece and a cancellation come together, 3.11's loses the latter.
            try:
                async with asyncio.timeout(seconds):
                    self._next = await self._queue.get()
            except TimeoutError:
                return False
        if isinstance(self._next, _End) and self._next.error is not None:
            raise self._next.error
        return True

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        taken = await self._queue.get() if self._next is None else self._next
        if isinstance(taken, _End):
            self._next = taken
            if taken.error is not None:
                raise taken.error
            raise StopAsyncIteration
        self._next = None
        return taken

    async def aclose(self) -> None:
        """Stop working, down to the engine."""
        self._closed = True
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, pieces: AsyncGenerator[T, None]) -> None:
        error: Exception | None = None
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    await self._queue.put(piece)
        except asyncio.CancelledError:
            if self._closed:
                raise
            error = UpstreamError("The answer was given up on the way.")
        except Exception as failed:
            error = failed
        await self._queue.put(_End(error))


class _End:
    def __init__(self, error: Exception | None) -> None:
        self.error = error
