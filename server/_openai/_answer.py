"""Answers in OpenAI's own types, whole and in chunks."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from whyrec.domain import AnswerData
from whyrec.server._openai._asked import CHAT_MODEL
from whyrec.server._openai._beside import Ending, Piece
from whyrec.server._openai._cut import Cut, FinishReason


class Completion(ChatCompletion):
    """OpenAI's chat completion, and the answer as data."""

    whyrec: AnswerData | None = None


class Chunk(ChatCompletionChunk):
    """OpenAI's chunk; the one that says why the text ended brings the answer as data."""

    whyrec: AnswerData | None = None


class Heading(NamedTuple):
    """What every part of one answer says of it."""

    id: str
    created: int
    """Seconds since 1970."""

    @classmethod
    def new(cls) -> Heading:
        """For an answer that begins now."""
        return cls(f"chatcmpl-{uuid.uuid4().hex}", int(time.time()))


async def whole(pieces: AsyncIterator[Piece], heading: Heading, cut: Cut) -> Completion:
    """All pieces as one completion."""
    text, ending = [], Ending()
    async for piece in pieces:
        text.append(cut.feed(piece.text))
        ending = piece.ending or ending
    text.append(cut.rest())
    message = {"role": "assistant", "content": "".join(text), "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": cut.reason}
    fields = _fields(heading, "chat.completion", [choice], ending.beside)
    return Completion(**fields, usage=usage(ending))


class Chunks:
    """Makes the chunks of one answer, in the order clients rely on.

    Args:
        heading: The answer's.
        with_usage: Whether a chunk with the usage ends it.
    """

    def __init__(self, heading: Heading, with_usage: bool) -> None:
        self._heading = heading
        self._with_usage = with_usage

    def role(self) -> Chunk:
        """The first: who is speaking."""
        return self._chunk({"role": "assistant", "content": ""}, None)

    def text(self, text: str) -> Chunk:
        """A piece of the text."""
        return self._chunk({"content": text}, None)

    def finish(self, reason: FinishReason, beside: AnswerData | None) -> Chunk:
        """The end of the text, and the answer as data."""
        return self._chunk({}, reason, beside)

    def usage(self, ending: Ending) -> Chunk:
        """What it cost; the only chunk without a choice."""
        fields = _fields(self._heading, "chat.completion.chunk", [], None)
        return Chunk(**fields, usage=usage(ending))

    def _chunk(
        self, delta: dict[str, str], reason: FinishReason | None, beside: AnswerData | None = None
    ) -> Chunk:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        fields = _fields(self._heading, "chat.completion.chunk", [choice], beside)
        if self._with_usage:
            fields["usage"] = None
        return Chunk(**fields)


def usage(ending: Ending) -> CompletionUsage:
    """Tokens that a model read and wrote; zero where none took part."""
    return CompletionUsage(
        prompt_tokens=ending.prompt_tokens,
        completion_tokens=ending.completion_tokens,
        total_tokens=ending.prompt_tokens + ending.completion_tokens,
    )


def _fields(
    heading: Heading, kind: str, choices: list[dict[str, Any]], beside: AnswerData | None
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": heading.id,
        "object": kind,
        "created": heading.created,
        "model": CHAT_MODEL,
        "choices": choices,
    }
    if beside is not None:
        # As JSON, so that its own defaults count as set and are sent.
        fields["whyrec"] = beside.model_dump(mode="json")
    return fields
