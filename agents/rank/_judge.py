"""The language model's own judgement of candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.models._protocol import ChatMessage, LanguageModel


class Judge(Protocol):
    """Gives every title one number, higher is better.

    Raises:
        whyrec.errors.UpstreamError: The model failed; the ranker then does without it.
    """

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """One finite number a title, in the order given."""


@dataclass(frozen=True)
class LikelihoodJudge:
    """``log p(title | user) − log p(title)``: how much the user's profile raises the title.

    Each title is judged alone, so the order of candidates cannot matter, and nothing is generated.
    """

    model: LanguageModel
    prefix: str
    """Prompt that ends where the next title starts, with profile and recent titles."""
    bare_prefix: str
    """The same prompt without them."""

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge; natural log per title, any sign."""
        raise NotImplementedError


@dataclass(frozen=True)
class ListwiseJudge:
    """Labelled candidates in a prompt, ranked in an enum schema, averaged over seeded shuffles."""

    model: LanguageModel
    messages: Callable[[Sequence[tuple[str, str]]], Sequence[ChatMessage]]
    """Makes the prompt from (label, title) pairs."""
    shuffles: int = 3
    seed: int = 0
    size: int = 20
    """Most titles in one prompt; more are judged in several."""

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge; mean reciprocal place over the shuffles, [0, 1]."""
        raise NotImplementedError
