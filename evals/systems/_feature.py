"""Some features of the ranker alone: what the fusion has to beat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Case
from whyrec.evals.systems._system import Answer
from whyrec.evals.systems._whyrec import Whyrec


class FeatureAlone(Whyrec):
    """Ranks whyrec's own candidates by a weighted sum of features and nothing else.

    Args:
        name: As tables show it.
        data: The data set.
        work: Folder for the copies of its home.
        plan: The protocol in words.
        features: Feature name to weight; features are standardised within each list.
    """

    def __init__(
        self, name: str, data: DataSet, work: Path, plan: str, features: Mapping[str, float]
    ) -> None:
        super().__init__(name, data, work, plan, settings={})
        self._features = dict(features)

    @property
    def provenance(self) -> dict[str, str]:
        """The same, with the features."""
        return {**super().provenance, "features": json.dumps(self._features, sort_keys=True)}

    async def answer(self, case: Case) -> Answer:
        """Rank by the features; ties by the hash of the item's id."""
        table = await self.features(case)
        scores = np.zeros(len(table.items))
        for name, weight in self._features.items():
            scores += weight * table.columns[:, table.names.index(name)]
        return self.by_scores(case, table, scores)
