"""What whyrec asks of a language model, whatever runs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


class ChatMessage(NamedTuple):
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Usage:
    """Tokens of one call."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Part of the prompt that a prefix cache served."""
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True)
class Completion:
    """Text the model wrote."""

    text: str
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A value the model filled in, validated."""

    value: T
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Likelihoods:
    """``log p(continuation | prefix)`` of several continuations."""

    logprobs: tuple[float, ...]
    """Natural log, summed over each continuation's tokens; in the order asked."""
    tokens: tuple[int, ...]
    """How many tokens each continuation has."""
    usage: Usage = field(default_factory=Usage)


class LanguageModel(Protocol):
    """A language model. Every call may be cancelled and has a deadline.

    Raises, from every call that reaches the model: `whyrec.errors.UpstreamError` when the engine
    is dead, too slow, over its limits or answers nonsense (after one retry with jitter where a
    retry can help). Nothing else leaves an adapter.
    """

    @property
    def engine(self) -> str:
        """``llama_cpp`` or ``openai_compatible``."""

    @property
    def model(self) -> str:
        """The model's id, as its provenance and its capability card name it."""

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

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> AsyncIterator[str]:
        """Write an answer piece by piece. Closing the iterator stops the generation."""

    async def parse(
        self,
        messages: Sequence[ChatMessage],
        schema: type[T],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Parsed[T]:
        """Fill in ``schema`` (its JSON schema constrains the decoding) and validate it."""

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """``log p(continuation | prefix)`` for each continuation, plain text, no chat template.

        A continuation's tokens are those of ``prefix + continuation`` after the prefix's own.
        """

    async def count_tokens(self, text: str) -> int:
        """How many tokens of the model's own tokenizer ``text`` has."""

    async def aclose(self) -> None:
        """Release the connection or the memory."""
