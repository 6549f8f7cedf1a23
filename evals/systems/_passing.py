"""A language model that passes every call on to another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from whyrec.agents.models import ChatMessage, Completion, LanguageModel, Likelihoods, Parsed
from whyrec.agents.models._protocol import T


class Passing:
    """Does what a model does; subclasses change the calls they are about.

    Closing it leaves the model open: whoever opened the model closes it.

    Args:
        inner: The model.
    """

    def __init__(self, inner: LanguageModel) -> None:
        self._inner = inner

    @property
    def engine(self) -> str:
        """The model's."""
        return self._inner.engine

    @property
    def model(self) -> str:
        """The model's."""
        return self._inner.model

    async def chat(self, messages: Sequence[ChatMessage], **asked: Any) -> Completion:
        """As the model does."""
        return await self._inner.chat(messages, **asked)

    def stream(self, messages: Sequence[ChatMessage], **asked: Any) -> AsyncIterator[str]:
        """As the model does."""
        return self._inner.stream(messages, **asked)

    async def parse(
        self, messages: Sequence[ChatMessage], schema: type[T], **asked: Any
    ) -> Parsed[T]:
        """As the model does."""
        return await self._inner.parse(messages, schema, **asked)

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """As the model does."""
        return await self._inner.loglikelihood(prefix, continuations)

    async def count_tokens(self, text: str) -> int:
        """As the model does."""
        return await self._inner.count_tokens(text)

    async def aclose(self) -> None:
        """Leave the model open."""
