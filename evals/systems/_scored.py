"""A baseline as a system."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import DAY_US, CatalogueView, microseconds
from whyrec.evals._home import DataSet
from whyrec.evals.baselines import Baseline, Past, Scorer
from whyrec.evals.protocols import Case
from whyrec.evals.systems._system import DEPTH, Answer


class Scored:
    """Ranks by the scores of a `Baseline`.

    Ties go by the hash of the item's id: a fixed rule that cannot favour the target.
    """

    def __init__(self, baseline: Baseline, data: DataSet) -> None:
        self._baseline = baseline
        self._data = data
        self._scorer: Scorer | None = None
        self._histories: dict[str, NDArray[np.intp]] = {}

    @property
    def name(self) -> str:
        """The baseline's."""
        return self._baseline.name

    @property
    def provenance(self) -> dict[str, str]:
        """Its settings."""
        return {"baseline": repr(self._baseline)}

    async def open(self) -> None:
        """Sort the crowd by user."""
        crowd = self._data.crowd
        order = np.argsort(crowd.user, kind="stable")
        ends = np.searchsorted(crowd.user[order], np.arange(len(crowd.users)), side="right")
        self._histories = dict(
            zip(crowd.users, np.split(order, ends[:-1]), strict=True) if len(ends) else ()
        )

    async def at(self, moment: datetime) -> None:
        """Fit the baseline."""
        self._scorer = self._baseline.fit(self._data.catalogue, self._data.crowd.until(moment))

    async def answer(self, case: Case) -> Answer:
        """Rank by its scores."""
        assert self._scorer is not None
        crowd = self._data.crowd.until(case.as_of)
        own = self._histories.get(case.user_id, np.empty(0, dtype=np.intp))
        own = own[: int(np.searchsorted(own, len(crowd.item)))]
        past = Past(
            as_of=case.as_of,
            user_id=case.user_id,
            items=crowd.item[own],
            ages_days=(microseconds(case.as_of) - crowd.at_us[own]) / DAY_US,
            crowd=crowd,
        )
        scores = np.array(self._scorer(past), dtype=np.float64)
        return Answer(_best(scores, self._data.catalogue, case, past))

    async def close(self) -> None:
        """Let the fitted go."""
        self._scorer = None


def _best(
    scores: NDArray[np.float64], catalogue: CatalogueView, case: Case, past: Past
) -> tuple[str, ...]:
    if case.candidates is not None:
        usable, depth = catalogue.indices(case.candidates), len(case.candidates)
    else:
        scores[past.items] = -np.inf
        scores[~catalogue.entered(case.as_of)] = -np.inf
        usable, depth = np.flatnonzero(scores > -np.inf).astype(np.int32), DEPTH
        if len(usable) > depth:
            border = np.partition(scores[usable], len(usable) - depth)[len(usable) - depth]
            usable = usable[scores[usable] >= border]
    order = np.lexsort((catalogue.tie_break[usable], -scores[usable]))[:depth]
    return tuple(catalogue.ids[place] for place in usable[order])
