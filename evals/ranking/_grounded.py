"""Explaining the first items of a list and judging the texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec import Recommender
from whyrec.agents.retrieve import DAY_US, microseconds
from whyrec.domain import Recommendation
from whyrec.evals._home import DataSet
from whyrec.evals.grounding import CatalogueTitles, check, evidence_of, popularity
from whyrec.evals.protocols import Case


class Grounded:
    """Judges explanations by the checker of `whyrec.evals.grounding`, which is not the gate's code.

    Args:
        data: The data set.
        first: How many of a list's first items are explained.
    """

    def __init__(self, data: DataSet, first: int) -> None:
        self._data = data
        self._first = first
        self._items = {item.id: item for item in data.items}
        self._titles = CatalogueTitles(item.title for item in data.items)

    async def __call__(
        self, rec: Recommender, case: Case, listed: Sequence[Recommendation], use_model: bool
    ) -> tuple[bool, ...]:
        """Whether every claim is in the evidence, one an item."""
        profile = await rec.profile(case.user_id, as_of=case.as_of)
        declared = rec.store.meta.get("default", "rating_scale")
        past = self._data.crowd.until(case.as_of)
        recent = past.item[past.at_us > microseconds(case.as_of) - 7 * DAY_US]
        week, ever = self._counted(recent), self._counted(past.item)
        found = []
        for one in listed[: self._first]:
            explanation = await rec.why(
                case.user_id, one.item.id, use_model=use_model, as_of=case.as_of
            )
            named = explanation.interest_id
            evidence = evidence_of(
                explanation,
                self._items,
                interest=profile.interest(named) if named else None,
                sources=one.sources,
                counted=popularity(one.item.id, week, ever),
                scale=(declared["low"], declared["high"]) if declared else None,
                catalogue=self._titles,
            )
            found.append(check(explanation.text, evidence).grounded)
        return tuple(found)

    def _counted(self, items: np.ndarray[tuple[int], np.dtype[np.int32]]) -> dict[str, int]:
        places, counts = np.unique(items, return_counts=True)
        ids = self._data.catalogue.ids
        return {ids[place]: int(n) for place, n in zip(places, counts, strict=True)}
