"""Judgement by likelihood: how much the user's profile raises a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
    untold: dict[str, float] = field(default_factory=dict)
    """``log p(title)`` by title, filled as titles come: shared between users, asked once."""

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge; natural log a title, any sign."""
        # The prompt ends in "-": a title follows after a space, as in every list.
        told = await self.model.loglikelihood(self.prefix, [f" {t}" for t in titles])
        new = sorted({t for t in titles if t not in self.untold})
        if new:
            bare = await self.model.loglikelihood(self.bare_prefix, [f" {t}" for t in new])
            self.untold.update(zip(new, bare.logprobs, strict=True))
        both = np.array([told.logprobs, [self.untold[t] for t in titles]], dtype=np.float64)
        return np.asarray(both[0] - both[1])
