"""The language model as everybody here is given it: counted, and asked only while it works."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import cast

from whyrec._breaker import Breaker
from whyrec._tally import CallKind, ModelCall, Outcome, Tally
from whyrec.agents.models import (
    ChatMessage,
    Completion,
    LanguageModel,
    Likelihoods,
    Parsed,
    Usage,
)
from whyrec.agents.models._protocol import T
from whyrec.errors import UnusableAnswerError, UpstreamError

SERIAL = frozenset({"llama_cpp"})
"""Engines that answer one call after the other; the others work on many at a time."""
_WEIGHT = 0.2
"""Of the newest call in the mean duration of its kind."""

_log = logging.getLogger("whyrec.engine")


class WatchedModel:
    """Passes calls on and tells the breaker how they went.

    While the breaker is open no call is made. Nor is one where an engine that answers one call
    after the other already has more to do than the caller would wait for: whoever cannot be
    answered in time is told at once.

    Args:
        inner: The engine.
        breaker: Asked before every call.
        tally: Where calls are counted.
        patience_s: How long a call may have to wait for its turn, in seconds.
    """

    def __init__(
        self, inner: LanguageModel, breaker: Breaker, tally: Tally, patience_s: float
    ) -> None:
        self.inner = inner
        self._breaker = breaker
        self._tally = tally
        self._patience_s = patience_s
        self._typical: dict[CallKind, float] = {}
        self._waiting: list[CallKind] = []
        self._finished = self._shared_at = float("-inf")

    @property
    def engine(self) -> str:
        """The engine's kind."""
        return self.inner.engine

    @property
    def model(self) -> str:
        """The model's id."""
        return self.inner.model

    def was_busy(self, since: float) -> bool:
        """Whether calls have had to wait for one another.

        Args:
            since: In the event loop's seconds.
        """
        return self.engine in SERIAL and self._shared_at >= since

    async def chat(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> Completion:
        """Write an answer of at most ``max_tokens`` tokens."""
        with self._call("chat") as used:
            answer = await self.inner.chat(
                messages, max_tokens=max_tokens, temperature=temperature, seed=seed, stop=stop
            )
            used(answer.usage)
            return answer

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> AsyncIterator[str]:
        """Write an answer piece by piece. Closing the iterator stops the generation."""
        with self._call("stream"):
            pieces = self.inner.stream(
                messages, max_tokens=max_tokens, temperature=temperature, seed=seed
            )
            # Every adapter's stream is a generator: left early, it must be closed at once.
            async with aclosing(cast(AsyncGenerator[str], pieces)):
                async for piece in pieces:
                    yield piece

    async def parse(
        self,
        messages: Sequence[ChatMessage],
        schema: type[T],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Parsed[T]:
        """Fill in ``schema`` and validate it."""
        with self._call("parse") as used:
            answer = await self.inner.parse(
                messages, schema, max_tokens=max_tokens, temperature=temperature, seed=seed
            )
            used(answer.usage)
            return answer

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """``log p(continuation | prefix)`` for each continuation."""
        with self._call("loglikelihood") as used:
            answer = await self.inner.loglikelihood(prefix, continuations)
            used(answer.usage)
            return answer

    async def count_tokens(self, text: str) -> int:
        """How many tokens ``text`` has."""
        began = self._breaker.round
        try:
            return await self.inner.count_tokens(text)
        except UpstreamError as error:
            self._breaker.failed(began, error.brief)
            raise

    async def aclose(self) -> None:
        """Release the connection or the memory."""
        await self.inner.aclose()

    @contextmanager
    def _call(self, kind: CallKind) -> Iterator[Callable[[Usage], None]]:
        self._admit(kind)
        began, started = self._breaker.round, time.monotonic()
        outcome: Outcome = "left"
        self._waiting.append(kind)
        if len(self._waiting) > 1:
            self._shared_at = asyncio.get_running_loop().time()
        try:
            yield self._used
            outcome = "ok"
            self._breaker.succeeded(began)
            self._learn(kind, started)
        except UnusableAnswerError as error:
            outcome = "unusable"
            self._breaker.failed(began, error.brief, unusable=True)
            raise
        except UpstreamError as error:
            outcome = "failed"
            self._breaker.failed(began, error.brief)
            raise
        except Exception as error:
            # A bug of an adapter's, and no reason to answer nobody.
            outcome = "failed"
            _log.exception("The language model failed in a way nobody has thought of")
            self._breaker.failed(began, f"It failed: {type(error).__name__}.")
            raise UpstreamError(f"The language model failed: {type(error).__name__}.") from error
        finally:
            if len(self._waiting) > 1:
                self._shared_at = asyncio.get_running_loop().time()
            self._waiting.remove(kind)
            self._finished = time.monotonic()
            self._tally.model_calls[ModelCall(kind, outcome)] += 1
            self._tally.model_seconds[kind] += self._finished - started

    def _used(self, usage: Usage) -> None:
        self._tally.usage += usage

    def _admit(self, kind: CallKind) -> None:
        """Let a call through or say why not."""
        if not self._breaker.allows:
            why = f"The language model is left alone for now: {self._breaker.error}"
        elif self._queued_s() > self._patience_s:
            why = "The language model has too much to do."
        else:
            return
        self._tally.model_calls[ModelCall(kind, "refused")] += 1
        raise UpstreamError(why)

    def _queued_s(self) -> float:
        """About how long what waits for a serial engine will take it, in seconds."""
        if self.engine not in SERIAL:
            return 0.0
        return sum(self._typical.get(kind, 0.0) for kind in self._waiting)

    def _learn(self, kind: CallKind, started: float) -> None:
        """Take in how long a call took, without its wait for the one before."""
        took = time.monotonic() - max(started, self._finished)
        known = self._typical.get(kind, took)
        self._typical[kind] = known + _WEIGHT * (took - known)
