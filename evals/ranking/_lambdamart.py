"""What a learned ranker reaches on whyrec's own features: a baseline, not a part of whyrec."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from whyrec.errors import PrerequisiteError
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Case
from whyrec.evals.ranking._fitted import learnt_from
from whyrec.evals.ranking._training import Training
from whyrec.evals.systems import Answer, Whyrec


class LambdaMart(Whyrec):
    """LambdaMART (Burges 2010) of LightGBM on the features of the same candidates.

    Trained on the same choices as the linear ranker, with settings that were not tuned: at every
    moment anew on those made before it, and whyrec's own ranking while there are too few.

    Raises:
        PrerequisiteError: LightGBM is not installed.
    """

    def __init__(
        self, name: str, data: DataSet, work: Path, plan: str, training: Training, seed: int
    ) -> None:
        super().__init__(name, data, work, plan, settings={})
        self._training = training
        self._seed = seed
        self._booster: Any = None

    @property
    def provenance(self) -> dict[str, str]:
        """The same, with what the trees were trained on."""
        return {
            **super().provenance,
            "trained on": self._training.protocol,
            "tree seed": str(self._seed),
        }

    def twin(self, named: str) -> None:
        """None: the choices that it learns from are too much to be sent, and training is shared."""

    async def at(self, moment: datetime) -> None:
        """Train on the choices made up to a moment."""
        try:
            import lightgbm
        except ImportError as error:
            raise PrerequisiteError(
                "The LambdaMART baseline needs lightgbm.", remedy="Run: pip install 'whyrec[evals]'"
            ) from error
        await super().at(moment)
        known = learnt_from(self._training, moment)
        if not known:
            return
        labels = []
        for choice in known:
            label = np.zeros(len(choice.columns), dtype=np.int32)
            label[choice.taken] = 1
            labels.append(label)
        parameters = {
            "objective": "lambdarank",
            "learning_rate": 0.05,
            "num_leaves": 15,
            "min_data_in_leaf": 50,
            "lambdarank_truncation_level": 20,
            "seed": self._seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 2,
            "verbosity": -1,
        }
        train = lightgbm.Dataset(
            np.concatenate([choice.columns for choice in known]),
            label=np.concatenate(labels),
            group=[len(choice.columns) for choice in known],
        )
        self._booster = lightgbm.train(parameters, train, num_boost_round=150)

    async def answer(self, case: Case) -> Answer:
        """Rank by the trees' scores, or as whyrec does while there are none."""
        if self._booster is None:
            return await super().answer(case)
        table = await self.features(case)
        scores = self._booster.predict(table.columns)
        return self.by_scores(case, table, scores)
