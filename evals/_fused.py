"""The system itself, candidates and ranking, behind the interface of the baselines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank import Weights, load_weights, rank
from whyrec.agents.retrieve import (
    Candidates,
    Collaborative,
    Interactions,
    Snapshot,
    Statistics,
    UserView,
    retrieve,
)
from whyrec.evals._stand_in import rating_weights, user_view
from whyrec.evals._task import Task


def snapshot_of(task: Task, *, collaborative: bool = True) -> Snapshot:
    """The world of a task, everything fitted on its interactions alone."""
    interactions: Interactions = task.interactions
    return Snapshot(
        catalogue=task.catalogue,
        statistics=Statistics.from_interactions(interactions),
        collaborative=Collaborative.fit(task.catalogue, interactions) if collaborative else None,
    )


def candidates_of(
    task: Task, snapshot: Snapshot, limit: int
) -> Iterator[tuple[UserView, Candidates]]:
    """Each user of a task with their candidates, in the task's order."""
    weights = rating_weights(task)
    for user in task.users.tolist():
        view = user_view(task, user, weights)
        yield view, retrieve(view, snapshot, limit=limit)


@dataclass(frozen=True)
class Fused:
    """All sources and the linear ranker, without a language model."""

    weights: Weights | None = None
    """By default the set that ships."""
    limit: int = 500
    """Candidates kept."""
    name: str = "whyrec, no model"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """Lists by the calibrated score."""
        weights = self.weights or load_weights()
        snapshot = snapshot_of(task)
        lists = np.full((len(task.users), k), -1, dtype=np.int32)
        for row, (view, candidates) in enumerate(candidates_of(task, snapshot, self.limit)):
            best = rank(view, candidates, snapshot, weights).items[:k]
            lists[row, : len(best)] = best
        return lists
