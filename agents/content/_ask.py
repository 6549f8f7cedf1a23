"""Asking a model what one item is about."""

from __future__ import annotations

from whyrec.agents.content._gate import Checked, check
from whyrec.agents.content._schema import (
    MAX_TOKENS,
    TASK,
    answer_type,
    content_messages,
    said_by,
)
from whyrec.agents.content._vocabulary import Vocabulary
from whyrec.agents.models import ChatMessage, LanguageModel
from whyrec.domain import Item
from whyrec.prompts import get_prompt


def prompt_key(model: LanguageModel, vocabulary: Vocabulary) -> str:
    """What a model's features are kept under: another prompt, model or vocabulary asks anew.

    Words that a tenant accepted are not in it: they would have the whole catalogue asked again.
    """
    prompt = get_prompt(TASK)
    return f"{prompt.id}/{prompt.sha256[:12]}/{model.engine}/{model.model}/v{vocabulary.version}"


async def ask(model: LanguageModel, item: Item, vocabulary: Vocabulary) -> Checked:
    """What a model says of an item, through the gate.

    Raises:
        UpstreamError: The engine does not answer, or not in this shape.
    """
    messages = [ChatMessage(m.role, m.content) for m in content_messages(vocabulary, item)]
    parsed = await model.parse(messages, answer_type(vocabulary), max_tokens=MAX_TOKENS)
    answer = parsed.value
    proposed = [(one.kind, one.term) for one in answer.proposed]  # type: ignore[attr-defined]
    return check(said_by(answer), proposed, item, vocabulary)
