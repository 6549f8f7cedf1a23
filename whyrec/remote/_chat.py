"""A turn of a conversation over OpenAI's protocol."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from whyrec.domain import (
    AnswerData,
    ChatAnswer,
    ChatChunk,
    ChatTurn,
    Item,
    Recommendation,
    Scene,
    ShownItem,
)
from whyrec.errors import UpstreamError
from whyrec.remote._failures import told_error
from whyrec.remote._wire import Wire

_DONE = "[DONE]"


async def chat(
    wire: Wire, user_id: str, messages: Sequence[ChatTurn], scene: Scene | None = None
) -> AsyncIterator[ChatChunk]:
    """The pieces of an answer as they come; the last one brings the answer as data.

    The items of its list have their ids and titles and no more, and are as of when they were shown.
    An answer that is none of whyrec's own, such as a title for the conversation, ends without data.

    Raises:
        WhyrecError: What went wrong on the server, also in the middle of an answer.
    """
    body: dict[str, Any] = {
        "model": "whyrec",
        "user": user_id,
        "messages": messages,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if scene is not None:
        body["whyrec"] = scene
    text: list[str] = []
    beside: AnswerData | None = None
    usage: dict[str, Any] = {}
    created, ended = 0, False
    async with wire.stream("/v1/chat/completions", body) as response:
        async for line in response.aiter_lines():
            field, _, told = line.partition(":")
            if field != "data":
                continue
            if told.strip() == _DONE:
                ended = True
                break
            chunk = _read(wire, told)
            created = chunk.get("created") or created
            usage = chunk.get("usage") or usage
            try:
                if "whyrec" in chunk:  # a newer server may say more than is known here
                    beside = AnswerData.model_validate(chunk["whyrec"], extra="ignore")
                piece = "".join(c["delta"].get("content") or "" for c in chunk["choices"])
            except (KeyError, TypeError, AttributeError, ValidationError) as error:
                raise wire.unreadable() from error
            if piece:
                text.append(piece)
                yield ChatChunk(text=piece)
    if not ended:
        raise UpstreamError(f"The answer of {wire.url} broke off.", remedy="Ask again.")
    if beside is not None:
        yield ChatChunk(answer=_answer(beside, "".join(text), created, usage))


def _answer(beside: AnswerData, text: str, created: int, usage: dict[str, Any]) -> ChatAnswer:
    return ChatAnswer(
        response_id=beside.response_id,
        user_id=beside.user_id,
        route=beside.route,
        language=beside.language,
        text=text,
        recommendations=tuple(_shown(one, beside, created) for one in beside.items),
        explanation=beside.explanation,
        profile_version=beside.profile_version,
        degraded=beside.degraded,
        prompt_tokens=usage.get("prompt_tokens", 0),
        completion_tokens=usage.get("completion_tokens", 0),
    )


def _shown(one: ShownItem, beside: AnswerData, created: int) -> Recommendation:
    return Recommendation(
        item=Item(id=one.item_id, title=one.title),
        rank=one.rank,
        score=one.score,
        interest_ids=one.interest_ids,
        evidence=one.evidence,
        profile_version=beside.profile_version,
        as_of=datetime.fromtimestamp(created, UTC),
        degraded=one.degraded,
    )


def _read(wire: Wire, told: str) -> dict[str, Any]:
    try:
        chunk = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise wire.unreadable() from error
    if not isinstance(chunk, dict):
        raise wire.unreadable()
    if "error" in chunk:
        raise told_error(told, wire.url)
    return chunk
