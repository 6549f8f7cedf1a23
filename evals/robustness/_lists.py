"""Lists ranked with hostile likelihoods and hostile rankings: are they whole all the same?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from whyrec import Recommender
from whyrec.agents.models import Judge, LanguageModel, Likelihoods
from whyrec.domain import Recommendation
from whyrec.evals.robustness._hostile import (
    BEHAVIOURS,
    NUMBER_BEHAVIOURS,
    HostileModel,
    trusted_card,
)

Question = Literal["told", "bare", "both"]
"""Which of the two questions about likelihood is answered with hostility: the one with the user's
profile, the one without, or both alike (where a constant cancels)."""


class BrokenList(NamedTuple):
    """A list that is not what it should be."""

    behaviour: str
    judge: Judge
    question: Question
    reason: str


@dataclass(frozen=True)
class ListsResult:
    """What became of one list for each behaviour and question."""

    lists: int
    degraded: int
    """Lists that say they were made without the model."""
    broken: tuple[BrokenList, ...]
    """Lists with an item missing, foreign or twice, with a score that is no probability, or that
    never came because the call raised something."""


async def measure_hostile_lists(
    open_recommender: Callable[[LanguageModel], Recommender],
    user_id: str,
    candidates: Sequence[str],
    *,
    judges: Sequence[Judge] = ("likelihood", "listwise"),
    behaviours: Sequence[str] = (),
    tenant: str | None = None,
) -> ListsResult:
    """Rank one list for every behaviour of the hostile model.

    Args:
        open_recommender: Opens the same home with a model; it is closed before the next.
        user_id: A user with events.
        candidates: Item ids; exactly these must come out, at most 200.
        judges: Which kinds of judgement to try.
        behaviours: Those to try; by default all.
        tenant: By default the settings'.
    """
    lists, degraded = 0, 0
    broken: list[BrokenList] = []
    for judge, name, question in _tried(judges, behaviours):
        async with open_recommender(_Half(name, question)) as rec:
            card = trusted_card(patch_mode="composed", sentence=False, judge=judge)
            rec.store.meta.set("", card.key, card.model_dump(mode="json"))
            try:
                listed = await rec.recommend(
                    user_id,
                    len(candidates),
                    candidates=candidates,
                    explain=False,
                    diversity=0.0,
                    tenant=tenant,
                )
                reason = _wrong(listed, candidates)
                degraded += any(r.degraded for r in listed)
            except Exception as error:  # what a model costs the user counts
                reason = f"{type(error).__name__}: {error}".split("\n")[0]
        lists += 1
        if reason:
            broken.append(BrokenList(name, judge, question, reason))
    return ListsResult(lists, degraded, tuple(broken))


class _Half(HostileModel):
    """Hostile where one of the two questions about likelihood is asked, honest at the other."""

    def __init__(self, behaviour: str, question: Question) -> None:
        super().__init__(only=[behaviour])
        self._question = question
        self._asked = 0

    async def loglikelihood(self, prefix: str, continuations: Sequence[str]) -> Likelihoods:
        """The first question is the one with the profile, the second the one without."""
        turn: Question = "bare" if self._asked % 2 else "told"
        self._asked += 1
        if self._question in (turn, "both"):
            return await super().loglikelihood(prefix, continuations)
        honest = tuple(-float(len(text)) for text in continuations)
        return Likelihoods(honest, tuple(1 for _ in honest))


def _tried(
    judges: Sequence[Judge], behaviours: Sequence[str]
) -> Iterator[tuple[Judge, str, Question]]:
    for judge in judges:
        if judge == "listwise":
            yield from ((judge, n, "both") for n in BEHAVIOURS if not behaviours or n in behaviours)
            continue
        for name in NUMBER_BEHAVIOURS:
            if not behaviours or name in behaviours:
                yield judge, name, "told"
                yield judge, name, "bare"
                yield judge, name, "both"


def _wrong(listed: Sequence[Recommendation], candidates: Sequence[str]) -> str | None:
    got = [r.item.id for r in listed]
    if sorted(got) != sorted(candidates):
        return f"{len(got)} items for {len(candidates)} candidates"
    if not all(math.isfinite(r.score) and 0.0 <= r.score <= 1.0 for r in listed):
        return "a score is no probability"
    return None
