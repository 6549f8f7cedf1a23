"""One system's numbers: arrays by user, from which every table and plot is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.models import Usage
from whyrec.evals._home import DataSet
from whyrec.evals._suite import GROUNDED
from whyrec.evals.metrics import (
    Judged,
    average_precision,
    f1,
    hit_rate,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)
from whyrec.evals.protocols import Case
from whyrec.evals.ranking._outcomes import Outcome, Outcomes

Array = NDArray[np.float64]

METRICS: Final[dict[str, Callable[[Judged, int], Array]]] = {
    "HR": hit_rate,
    "NDCG": ndcg,
    "MRR": reciprocal_rank,
    "recall": recall,
    "precision": precision,
    "F1": f1,
    "MAP": average_precision,
}
"""Accuracy metrics by the name before the ``@``."""


@dataclass(frozen=True, eq=False)
class Scores:
    """What a system answered to all cases, in the plan's order."""

    system: str
    cases: Sequence[Case]
    outcomes: Sequence[Outcome]
    data: DataSet

    @classmethod
    def of(cls, system: str, cases: Sequence[Case], outcomes: Outcomes, data: DataSet) -> Scores:
        """Gather a system's outcomes; every case has one."""
        found = [outcomes.get((system, case.id)) for case in cases]
        return cls(system, cases, [one for one in found if one is not None], data)

    @cached_property
    def judged(self) -> Judged:
        """The lists beside the targets, one row a case."""
        index = self.data.catalogue.index
        width = max((len(one.answer.items) for one in self.outcomes), default=1)
        lists = np.full((len(self.outcomes), max(width, 1)), -1, dtype=np.int32)
        for row, one in enumerate(self.outcomes):
            lists[row, : len(one.answer.items)] = [index[item] for item in one.answer.items]
        relevant = tuple(frozenset(index[t] for t in case.targets) for case in self.cases)
        return Judged(lists, relevant)

    def metric(self, name: str) -> Array:
        """A metric of every case, (c,).

        Args:
            name: Such as ``NDCG@10``; or ``grounded``, the share of its explanations that are, NaN
                without any.

        Raises:
            KeyError: There is no such metric.
        """
        if name == GROUNDED:
            told = [one.answer.grounded for one in self.outcomes]
            return np.array([np.mean(some) if some else np.nan for some in told], np.float64)
        metric, _, k = name.partition("@")
        return METRICS[metric](self.judged, int(k))

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """Rank from 1 of each case's first target, 0 where the list does not hold it, (c,)."""
        first = np.array([self.data.catalogue.index[case.targets[0]] for case in self.cases])
        hits = self.judged.lists == first[:, None]
        return np.where(hits.any(axis=1), hits.argmax(axis=1) + 1, 0)

    @cached_property
    def calibration(self) -> tuple[Array, NDArray[np.bool_]]:
        """Probabilities of all that was shown and whether each was taken; empty where none."""
        told = [p for one in self.outcomes for p in one.answer.probabilities]
        taken = [
            item in case.targets
            for case, one in zip(self.cases, self.outcomes, strict=True)
            if one.answer.probabilities
            for item in one.answer.items
        ]
        return np.array(told, dtype=np.float64), np.array(taken, dtype=np.bool_)

    @property
    def usage(self) -> Usage:
        """Tokens of all cases together."""
        return sum((one.answer.usage for one in self.outcomes), start=Usage())

    @property
    def seconds(self) -> float:
        """Median seconds a case, profile included."""
        return float(np.median([one.seconds for one in self.outcomes]))

    @property
    def degraded(self) -> int:
        """Cases answered without a model that should have taken part."""
        return sum(one.answer.degraded for one in self.outcomes)
