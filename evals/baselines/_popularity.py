"""Popularity, of all time or recent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import microseconds
from whyrec.evals._task import Task
from whyrec.evals.baselines._top import top_lists

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Popularity:
    """How many took an item, in the last ``days`` or ever."""

    days: int | None = None

    @property
    def name(self) -> str:
        """``popularity`` or ``popularity 7d``."""
        return "popularity" if self.days is None else f"popularity {self.days}d"

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """The same order for everyone, less what they have taken."""
        past = task.interactions
        start = 0 if self.days is None else microseconds(task.as_of) - self.days * _DAY_US
        recent = past.item[past.at_us > start]
        counts = np.bincount(recent, minlength=len(task.catalogue)).astype(np.float64)
        return top_lists(task, k, lambda _: counts)
