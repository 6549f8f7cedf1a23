"""A language model overheard: what it was asked and what it said, before any gate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from whyrec.agents.models import ChatMessage, Completion, LanguageModel, Parsed
from whyrec.agents.models._protocol import T
from whyrec.evals.systems import Passing


class Heard(NamedTuple):
    """One answer in words."""

    kind: Literal["chat", "stream", "parse"]
    prompt: str
    """All turns, one below the other."""
    texts: tuple[str, ...]
    """What the model wrote: the answer, or every string of the parsed value."""


class Listener(Passing):
    """Passes every call on to a model and keeps the answers in ``heard``."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__(model)
        self.heard: list[Heard] = []

    async def chat(self, messages: Sequence[ChatMessage], **asked: Any) -> Completion:
        """As the model does."""
        answer = await super().chat(messages, **asked)
        self._keep("chat", messages, (answer.text,))
        return answer

    async def stream(self, messages: Sequence[ChatMessage], **asked: Any) -> AsyncIterator[str]:
        """As the model does."""
        said: list[str] = []
        try:
            async for piece in super().stream(messages, **asked):
                said.append(piece)
                yield piece
        finally:
            self._keep("stream", messages, ("".join(said),))

    async def parse(
        self, messages: Sequence[ChatMessage], schema: type[T], **asked: Any
    ) -> Parsed[T]:
        """As the model does."""
        answer = await super().parse(messages, schema, **asked)
        self._keep("parse", messages, tuple(strings(answer.value.model_dump(mode="json"))))
        return answer

    def _keep(
        self,
        kind: Literal["chat", "stream", "parse"],
        messages: Sequence[ChatMessage],
        texts: tuple[str, ...],
    ) -> None:
        self.heard.append(Heard(kind, "\n\n".join(m.content for m in messages), texts))


def strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)
