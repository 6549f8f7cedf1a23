"""A ranking task: what a system may know, apart from what it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.retrieve import CatalogueView, Interactions, microseconds

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Task:
    """The world up to a moment, and the users to recommend to. Targets are not in it."""

    catalogue: CatalogueView
    interactions: Interactions
    """Everybody's, none later than ``as_of``."""
    users: NDArray[np.int32]
    """Index of each user asked for into ``interactions.users``, (u,)."""

    @property
    def as_of(self) -> datetime:
        """The moment of prediction."""
        return self.interactions.as_of

    @cached_property
    def _order(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        order = np.argsort(self.interactions.user, kind="stable")
        starts = np.searchsorted(
            self.interactions.user[order], np.arange(len(self.interactions.users) + 1)
        )
        return order, starts

    def history(self, user: int) -> NDArray[np.intp]:
        """Positions of a user's interactions, oldest first, (h,)."""
        order, starts = self._order
        return order[starts[user] : starts[user + 1]]

    def items_of(self, user: int) -> NDArray[np.int32]:
        """Items a user has taken, oldest first, (h,)."""
        return self.interactions.item[self.history(user)]

    def ages_of(self, user: int) -> NDArray[np.float32]:
        """Age of each of a user's interactions in days, (h,)."""
        at = self.interactions.at_us[self.history(user)]
        return ((microseconds(self.as_of) - at) / _DAY_US).astype(np.float32)


@dataclass(frozen=True)
class Split:
    """A task and what happened next."""

    task: Task
    targets: NDArray[np.int32]
    """The first item each of the task's users took afterwards, (u,)."""


class System(Protocol):
    """Something that ranks the catalogue for the users of a task."""

    @property
    def name(self) -> str:
        """As the table shows it."""

    def recommend(self, task: Task, k: int) -> NDArray[np.int32]:
        """The best ``k`` item indices for each user, best first, −1 where it has no more, (u, k).

        Never an item the user has taken.
        """


def ranks_of(lists: NDArray[np.int32], targets: NDArray[np.int32]) -> NDArray[np.int64]:
    """Rank from 1 of each target in its list, 0 where it is absent, (u,)."""
    hits = lists == targets[:, None]
    return np.where(hits.any(axis=1), hits.argmax(axis=1) + 1, 0).astype(np.int64)
