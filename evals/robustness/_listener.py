"""A language model overheard: what it was asked and what it said, before any gate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel

from whyrec.agents.models import ChatMessage, Completion, LanguageModel, Likelihoods, Parsed

T = TypeVar("T", bound=BaseModel)


class Heard(NamedTuple):
    """One answer in words."""

    kind: Literal["chat", "stream", "parse"]
    prompt: str
    """All turns, one below the other."""
    texts: tuple[str, ...]
    """What the model wrote: the answer, or every string of the parsed value."""


class Listener:
    """Passes every call on to a model and keeps the answers in ``heard``.

    Closing it leaves the model open: whoever opened the model closes it.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self.heard: list[Heard] = []

    @property
    def engine(self) -> str:
        """The model's engine."""
        return self._model.engine

    @property
    def model(self) -> str:
        """The model's id."""
        return self._model.model

    async def chat(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: Sequence[str] = (),
    ) -> Completion:
        """As the model does."""
        answer = await self._model.chat(
            messages, max_tokens=max_tokens, temperature=temperature, seed=seed, stop=stop
        )
        self._keep("chat", messages, (answer.text,))
        return answer

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> AsyncIterator[str]:
        """As the model does."""
        said: list[str] = []
        try:
            async for piece in self._model.stream(
                messages, max_tokens=max_tokens, temperature=temperature, seed=seed
            ):
                said.append(piece)
                yield piece
        finally:
            self._keep("stream", messages, ("".join(said),))

    async def parse(
        self,
        messages: Sequence[ChatMessage],
        schema: type[T],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Parsed[T]:
        """As the model does."""
        answer = await self._model.parse(
            messages, schema, max_tokens=max_tokens, temperature=temperature, seed=seed
        )
        self._keep("parse", messages, tuple(strings(answer.value.model_dump(mode="json"))))
        return answer

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """As the model does."""
        return await self._model.loglikelihood(prefix, continuations)

    async def count_tokens(self, text: str) -> int:
        """As the model does."""
        return await self._model.count_tokens(text)

    async def aclose(self) -> None:
        """Leave the model open."""

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
