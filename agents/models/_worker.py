"""One thread that owns an embedded model, and the means to stop what it is doing.

llama.cpp is not thread-safe and knows nothing of asyncio. Calls queue up for a single thread; a
call that is cancelled or overdue raises a flag that llama.cpp itself reads between two operations
of its compute graph, so a generation really ends, within milliseconds.
"""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from whyrec.errors import UpstreamError

R = TypeVar("R")

_SETTLE_S = 5.0
"""How long a stopped call may take to notice; model loading cannot be interrupted."""


class Stopped(Exception):
    """The call was cancelled or overdue; never leaves the worker."""


class AbortFlag:
    """One byte that llama.cpp reads between operations.

    llama.cpp wants a C function of one pointer that returns whether to stop. A Python function
    would be called a thousand times a token and wait for the interpreter's lock each time;
    ``strlen`` of a buffer that holds no or one character answers the question without Python.
    """

    def __init__(self) -> None:
        self._buffer = ctypes.create_string_buffer(2)
        self.data = ctypes.cast(self._buffer, ctypes.c_void_p)
        self.function = ctypes.CDLL(None).strlen

    @property
    def raised(self) -> bool:
        """Whether llama.cpp is told to stop."""
        return self._buffer.raw[0] != 0

    def set(self, raised: bool) -> None:
        """Raise or lower the flag."""
        self._buffer[0] = b"\x01" if raised else b"\x00"


class _Job:
    __slots__ = ("stopped",)

    def __init__(self) -> None:
        self.stopped = False


class Worker:
    """Runs one call at a time, in order; each can be stopped."""

    def __init__(self, name: str) -> None:
        self.flag = AbortFlag()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._current: _Job | None = None
        self._closed = False

    async def run(self, work: Callable[[], R], timeout_s: float) -> R:
        """Run ``work`` in the worker's thread.

        Args:
            work: Raises whatever it likes once the flag is up.
            timeout_s: Seconds until the call is stopped, waiting for its turn included.

        Raises:
            UpstreamError: It was overdue.
        """
        if self._closed:
            raise UpstreamError("The embedded model has been closed.")
        job = _Job()
        future = self._executor.submit(self._execute, job, work)
        waiting = asyncio.wrap_future(future)
        waiting.add_done_callback(_retrieved)
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.shield(waiting)
        except TimeoutError as error:
            await self._stop(job, waiting)
            raise UpstreamError(
                f"The embedded model did not answer within {timeout_s:g} s.",
                remedy="Raise engine.timeout_s or choose a smaller model.",
            ) from error
        except asyncio.CancelledError:
            await self._stop(job, waiting)
            raise

    def close(self, release: Callable[[], None]) -> None:
        """Stop what is running, then call ``release`` in the worker's thread and end it."""
        if self._closed:
            return
        self._closed = True
        with self._lock:
            if self._current is not None:
                self._current.stopped = True
                self.flag.set(True)
        self._executor.submit(release)
        self._executor.shutdown(wait=True)

    def _execute(self, job: _Job, work: Callable[[], R]) -> R:
        with self._lock:
            if job.stopped or (self._closed and self._current is None):
                raise Stopped
            self._current = job
            self.flag.set(False)
        try:
            return work()
        except Exception:
            if job.stopped:
                raise Stopped from None
            raise
        finally:
            with self._lock:
                self._current = None

    async def _stop(self, job: _Job, waiting: asyncio.Future[Any]) -> None:
        with self._lock:
            job.stopped = True
            if self._current is job:
                self.flag.set(True)
            elif waiting.cancel():
                return
        await asyncio.wait([waiting], timeout=_SETTLE_S)


def _retrieved(future: asyncio.Future[Any]) -> None:
    """Look at the outcome, so that asyncio doesn't report that of a stopped call as lost."""
    if not future.cancelled():
        future.exception()
