"""Judgement by likelihood: how much the user's profile raises a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.models import LanguageModel

LONGEST = 100
"""Characters of a title that are judged: a longer one would cost everybody in its list."""


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
    """``log p(title)`` by title as it is shown, filled as titles come: shared between users, asked
    once."""

    async def __call__(self, titles: Sequence[str]) -> NDArray[np.float64]:
        """Judge; natural log a title, any sign."""
        # The prompt ends in "-": a title follows after a space, as in every list.
        shown = [f" {title[:LONGEST]}" for title in titles]
        told = await self.model.loglikelihood(self.prefix, shown)
        known = dict(self.untold)
        new = sorted({title for title in shown if title not in known})
        if new:
            bare = await self.model.loglikelihood(self.bare_prefix, new)
            known |= dict(zip(new, bare.logprobs, strict=True))
            # What is no number is not kept: it would spoil every later list with that title.
            self.untold.update((t, known[t]) for t in new if isfinite(known[t]))
        both = np.array([told.logprobs, [known[title] for title in shown]], dtype=np.float64)
        return np.asarray(both[0] - both[1])
