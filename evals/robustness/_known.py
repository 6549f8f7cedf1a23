"""Likelihoods that are asked for once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whyrec.agents.models import LanguageModel, Likelihoods, Usage
from whyrec.evals.systems import Passing


class _Known(NamedTuple):
    logprob: float
    tokens: int


class KnownLikelihoods(Passing):
    """Asks for the likelihood of a continuation once, whatever it is listed with.

    The lists of injection differ by one title in forty: the others are not read again, and what
    the order of a batch does to their last digits moves no rank. Of no use where that order is
    what is measured, or how long a list takes: most of it waits for nothing. Usage is that of
    what was asked.

    Args:
        inner: The model; it judges each continuation alone.
    """

    def __init__(self, inner: LanguageModel) -> None:
        super().__init__(inner)
        self._known: dict[tuple[str, str], _Known] = {}

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """As the model's."""
        new = [c for c in dict.fromkeys(continuations) if (prefix, c) not in self._known]
        usage = Usage()
        if new:
            found = await super().loglikelihood(prefix, new)
            usage = found.usage
            told = map(_Known, found.logprobs, found.tokens)
            self._known.update(zip(((prefix, c) for c in new), told, strict=True))
        known = [self._known[prefix, c] for c in continuations]
        return Likelihoods(tuple(k.logprob for k in known), tuple(k.tokens for k in known), usage)
