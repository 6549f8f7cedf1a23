"""Judgement by list: labelled candidates, ranked in a schema that knows only the labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, create_model

from whyrec.agents.models import ChatMessage, LanguageModel

_TOKENS_A_LABEL = 8


@dataclass(frozen=True)
class ListwiseJudge:
    """Labelled candidates in a prompt, ranked in an enum schema, averaged over seeded shuffles.

    Labels are dealt anew in every shuffle, so neither place nor letter favours anyone. What the
    model leaves out shares the places behind; a label named twice counts where it stood first.
    """

    model: LanguageModel
    messages: Callable[[Sequence[tuple[str, str]]], Sequence[ChatMessage]]
    """Makes the prompt from (label, title) pairs."""
    shuffles: int = 3
    seed: int = 0
    size: int = 20
    """Most titles in one prompt; more are dealt into several."""

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge; the mean over the shuffles of ``1 − place / titles``, (0, 1]."""
        total = np.zeros(len(titles))
        # Shuffled from one fixed order: the caller's order must not decide who meets whom.
        fixed = sorted(range(len(titles)), key=lambda position: titles[position])
        for shuffle in range(self.shuffles):
            rng = np.random.default_rng([self.seed, shuffle])
            dealt = [fixed[place] for place in rng.permutation(len(fixed))]
            tables = -(-len(dealt) // self.size)
            for table in range(tables):
                seats = dealt[table::tables]
                total[seats] += await self._judge([titles[s] for s in seats], shuffle)
        return total / self.shuffles

    async def _judge(self, titles: Sequence[str], shuffle: int) -> NDArray[np.float64]:
        labels = [f"c{number}" for number in range(1, len(titles) + 1)]
        answer = await self.model.parse(
            self.messages(list(zip(labels, titles, strict=True))),
            _answer_schema(labels),
            max_tokens=32 + _TOKENS_A_LABEL * len(labels),
            seed=self.seed + shuffle,
        )
        ranked: list[Any] = answer.value.best_first
        places: dict[str, int] = {}
        for choice in ranked:
            label = str(choice.value if isinstance(choice, Enum) else choice)
            # The engine may ignore the schema: a label nobody was dealt is nothing.
            if label in labels:
                places.setdefault(label, len(places))
        behind = (len(places) + len(titles) - 1) / 2
        return np.array([1.0 - places.get(label, behind) / len(titles) for label in labels])


def _answer_schema(labels: Sequence[str]) -> Any:
    label_type = Enum("Label", {label: label for label in labels})  # type: ignore[misc]
    return create_model(
        "Ranking",
        best_first=(list[label_type], Field(min_length=1, max_length=len(labels))),
    )
