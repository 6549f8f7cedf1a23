"""Random order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.evals._task import Task
from whyrec.evals.baselines._top import top_lists


@dataclass(frozen=True)
class Random:
    """A fresh seeded order for each user: what any system must beat."""

    seed: int = 0
    name: str = "random"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists of unseen items."""
        n = len(task.catalogue)
        return top_lists(task, k, lambda user: np.random.default_rng([self.seed, user]).random(n))
