"""The model's say in where a message belongs: a choice among the routes, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from pydantic import ConfigDict, create_model

from whyrec.agents.chat._tools import ModelPart
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel, Usage
from whyrec.domain import Route
from whyrec.errors import UpstreamError
from whyrec.prompts import get_prompt

BUDGET_S = 0.25
"""How long the model may take to choose: the composed answer waits for it."""
WORDS: Final[Mapping[str, Route]] = {
    "list": Route.RECOMMEND,
    "reasons": Route.WHY,
    "variation": Route.REFINE,
    "profile": Route.TASTE,
    "preferences": Route.CORRECT,
    "opinion": Route.FEEDBACK,
    "undo": Route.UNDO,
    "deletion": Route.FORGET,
    "start": Route.COLD_START,
    "smalltalk": Route.OUT_OF_SCOPE,
}
"""The word a model knows each route by."""
_untold: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
"""By model: log-likelihood of every word behind a line that says nothing."""


class Choice(NamedTuple):
    """What the model chose."""

    route: Route | None
    """None where it was not asked, failed, or took too long."""
    failed: bool = False
    usage: Usage = Usage()


async def choose(line: str, part: ModelPart, budget_s: float = BUDGET_S) -> Choice:
    """Let the model choose a route, where it was measured to be able to.

    Args:
        line: The user's message; data.
        part: The model with its card.
        budget_s: Beyond so many seconds the call is cancelled.
    """
    if part.model is None or part.card is None or not part.card.route.passed:
        return Choice(None)
    try:
        async with asyncio.timeout(budget_s):
            if _fills_schemas(part.card):
                return await by_schema(part.model, line)
            return await by_likelihood(part.model, line)
    except (TimeoutError, UpstreamError):
        return Choice(None, failed=True)


async def by_likelihood(model: LanguageModel, line: str) -> Choice:
    """The word that the line makes likelier than no line does."""
    words = [f" {word}" for word in WORDS]
    prompt = get_prompt("route")
    usage = Usage()
    if model.model not in _untold:
        untold = await model.loglikelihood(prompt.render(line="…"), words)
        _untold[model.model] = np.array(untold.logprobs)
        usage += untold.usage
    told = await model.loglikelihood(prompt.render(line=line), words)
    gain = np.subtract(told.logprobs, _untold[model.model])
    return Choice(list(WORDS.values())[int(gain.argmax())], usage=usage + told.usage)


async def by_schema(model: LanguageModel, line: str) -> Choice:
    """One of the words, by a schema that allows no other."""
    messages = [
        ChatMessage(m.role, m.content) for m in get_prompt("route_choice").messages(line=line)
    ]
    answer = await model.parse(messages, _schema(), max_tokens=16)
    return Choice(WORDS[answer.value.wants], usage=answer.usage)


def _fills_schemas(card: CapabilityCard) -> bool:
    return card.engine != "llama_cpp" and card.patch_mode != "composed"


@cache
def _schema() -> Any:
    word: Any = Literal[tuple(WORDS)]
    return create_model("RouteChoice", __config__=ConfigDict(extra="forbid"), wants=(word, ...))
