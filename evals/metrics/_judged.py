"""Lists beside what was relevant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics._lists import check_length, check_lists, found_in


@dataclass(frozen=True, eq=False)
class Judged:
    """What was recommended to each user, and what turned out to be relevant.

    Raises:
        ValueError: Another number of lists than of sets, a negative relevant item, or lists that
            are not (u, k) integers ≥ −1 with every item once and −1 only at the end.
    """

    lists: NDArray[np.int32]
    """Item indices, best first, −1 where a list has no more, (u, k)."""
    relevant: tuple[frozenset[int], ...]
    """Item indices relevant to each user, u sets; an empty one leaves the user out."""

    def __post_init__(self) -> None:
        check_lists(self.lists)
        if len(self.lists) != len(self.relevant):
            raise ValueError(f"{len(self.lists)} lists, but {len(self.relevant)} sets of relevant")
        if any(item < 0 for items in self.relevant for item in items):
            raise ValueError("a relevant item's index is ≥ 0")

    @classmethod
    def of_targets(cls, lists: NDArray[np.int32], targets: NDArray[np.integer]) -> Judged:
        """One relevant item a user.

        Args:
            lists: As in the class, (u, k).
            targets: The item, −1 for a user without any, (u,).
        """
        return cls(
            lists,
            tuple(frozenset() if item == -1 else frozenset({item}) for item in targets.tolist()),
        )

    @cached_property
    def relevant_counts(self) -> NDArray[np.int64]:
        """Number of relevant items of each user, (u,)."""
        return np.array([len(items) for items in self.relevant], dtype=np.int64)

    def top(self, k: int) -> NDArray[np.int32]:
        """The lists cut at ``k``, (u, min(k, width)).

        Raises:
            ValueError: ``k`` is below 1.
        """
        check_length(k)
        return self.lists[:, :k]

    def hits(self, k: int) -> NDArray[np.bool_]:
        """Whether each of the first ``k`` places holds a relevant item, (u, min(k, width)).

        Raises:
            ValueError: ``k`` is below 1.
        """
        check_length(k)
        return self._hits[:, :k]

    def where_relevant(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values, NaN for a user without any relevant item, (u,)."""
        return np.where(self.relevant_counts > 0, values, np.nan)

    @cached_property
    def _hits(self) -> NDArray[np.bool_]:
        rows = np.repeat(np.arange(len(self.relevant), dtype=np.int64), self.relevant_counts)
        items = np.fromiter(chain.from_iterable(self.relevant), dtype=np.int64, count=len(rows))
        return found_in(self.lists, rows, items)
