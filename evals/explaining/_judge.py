"""Asking for explanations and judging them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np

from whyrec import Recommender
from whyrec.agents.retrieve import DAY_US, microseconds
from whyrec.domain import Counterfactual, Explanation, Recommendation
from whyrec.evals._home import DataSet
from whyrec.evals.explaining._drafts import Recording, expanded
from whyrec.evals.explaining._judged import Judged
from whyrec.evals.grounding import (
    CatalogueTitles,
    Evidence,
    check,
    evidence_of,
    popularity,
    unreal_ids,
)


class Judge:
    """Judges the explanations of one recommender with a checker that is not the gate's code.

    Args:
        rec: The recommender.
        data: Its data set.
        as_of: The moment.
        scale: Lowest and highest rating.
        model: What writes, with its drafts; None where code composes.
        seed: Of the events that are left out at random.
    """

    def __init__(
        self,
        rec: Recommender,
        data: DataSet,
        as_of: datetime,
        scale: tuple[float, float] | None,
        model: Recording | None,
        seed: int,
    ) -> None:
        self._rec = rec
        self._as_of = as_of
        self._scale = scale
        self._model = model
        self._seed = seed
        self._items = {item.id: item for item in data.items}
        self._titles = CatalogueTitles(item.title for item in data.items)
        past = data.crowd.until(as_of)
        recent = past.item[past.at_us > microseconds(as_of) - 7 * DAY_US]
        self._week, self._ever = (
            dict(
                zip(
                    data.catalogue.ids,
                    np.bincount(items, minlength=len(data.catalogue)).tolist(),
                    strict=True,
                )
            )
            for items in (recent, past.item)
        )

    async def user(self, user: str, k: int) -> list[Judged]:
        """Judge the explanations of a user's first ``k`` recommendations."""
        await self._rec.evolve(user, as_of=self._as_of)
        listed = await self._rec.recommend(
            user, k, explain=False, use_model=False, as_of=self._as_of
        )
        return [await self._one(user, one) for one in listed]

    async def _one(self, user: str, one: Recommendation) -> Judged:
        if self._model is not None:
            self._model.drafts = []
        explanation = await self._rec.why(
            user, one.item.id, use_model=self._model is not None, as_of=self._as_of
        )
        profile = await self._rec.profile(user, as_of=self._as_of)
        events = self._rec.store.events.of_user("default", user, until=self._as_of)
        named = explanation.interest_id
        evidence = evidence_of(
            explanation,
            self._items,
            interest=profile.interest(named) if named else None,
            sources=one.sources,
            counted=popularity(one.item.id, self._week, self._ever),
            as_of=self._as_of,
            scale=self._scale,
            catalogue=self._titles,
        )
        verdict = check(explanation.text, evidence)
        told: Counter[str] = Counter(claim.kind for claim in verdict.claims)
        borne: Counter[str] = Counter(c.kind for c in verdict.claims if c.grounded)
        counterfactual = explanation.counterfactual
        random_ids = self._others(explanation, [e.id for e in events if e.item_id])
        by_chance = None
        if counterfactual is not None and random_ids:
            by_chance = await self._rec.counterfactual(
                user, one.item.id, random_ids, as_of=self._as_of
            )
        return Judged(
            user=user,
            item=one.item.id,
            title=one.item.title,
            text=explanation.text,
            written_by=explanation.written_by,
            events=len(explanation.evidence),
            unreal=len(unreal_ids(explanation, events, self._as_of)),
            grounded=verdict.grounded,
            kinds={kind: (borne[kind], n) for kind, n in sorted(told.items())},
            faults=tuple(f"{c.kind} “{c.quote}”: {c.by}" for c in verdict.ungrounded),
            drafts=self._drafts(explanation, evidence),
            rank=counterfactual.rank if counterfactual else None,
            rank_without=_rank_without(counterfactual),
            rank_without_random=_rank_without(by_chance),
        )

    def _drafts(self, explanation: Explanation, evidence: Evidence) -> tuple[tuple[str, bool], ...]:
        if self._model is None:
            return ()
        whole = [
            expanded(draft, evidence.item, explanation.evidence) for draft in self._model.drafts
        ]
        return tuple((text, check(text, evidence).grounded) for text in whole)

    def _others(self, explanation: Explanation, ids: list[str]) -> list[str]:
        """As many other events of the user as are cited, drawn with the seed."""
        cited = {e.event_id for e in explanation.evidence}
        pool = [i for i in ids if i not in cited]
        if len(pool) < len(cited):
            return []
        rng = np.random.default_rng([self._seed, len(pool), len(explanation.text)])
        return [pool[place] for place in rng.permutation(len(pool))[: len(cited)]]


def _rank_without(found: Counterfactual | None) -> int | None:
    if found is None:
        return None
    # What is no candidate any more stands behind all: left out, it would hide the largest drops.
    return found.rank_without or found.candidates + 1
