"""Judgement by likelihood: how much the user's profile raises a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.models import LanguageModel


@dataclass(frozen=True)
class LikelihoodJudge:
    """``log p(title | user) − log p(title)``.

    Each title is judged alone, so the order of candidates cannot matter, and nothing is generated.
    """

    model: LanguageModel
    prefix: str
    """Prompt that ends where the next title starts, with profile and recent titles."""
    bare_prefix: str
    """The same prompt without them."""

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge; natural log a title, any sign."""
        told = await self.model.loglikelihood(self.prefix, titles)
        untold = await self.model.loglikelihood(self.bare_prefix, titles)
        both = np.array([told.logprobs, untold.logprobs], dtype=np.float64)
        return np.asarray(both[0] - both[1])
