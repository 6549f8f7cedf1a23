"""What a model wrote before the gate looked at it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from whyrec.agents.models import ChatMessage, Completion, LanguageModel
from whyrec.domain import CitedEvent, Item
from whyrec.evals.systems import Generations, MeteredModel

_PLACEHOLDER = re.compile(r"\[(item|e\d+)\]")


class Recording(MeteredModel):
    """A model whose chat answers are also kept in the order they came."""

    def __init__(self, inner: LanguageModel, generations: Generations) -> None:
        super().__init__(inner, generations)
        self.drafts: list[str] = []

    async def chat(self, messages: Sequence[ChatMessage], **asked: Any) -> Completion:
        """As the model's."""
        reply = await super().chat(messages, **asked)
        self.drafts.append(" ".join(reply.text.split()))
        return reply


def expanded(draft: str, item: Item, events: Sequence[CitedEvent]) -> str:
    """A draft with the titles that its placeholders stand for; unknown ones stay."""
    names = {"item": item.title, **{f"e{n}": e.title for n, e in enumerate(events, 1)}}
    return _PLACEHOLDER.sub(lambda match: names.get(match[1], match[0]), draft)
