"""What people go on to: from one moment's items and topics to those of their next moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.dynamics._topic_space import TopicSpace, normalised
from whyrec.agents.retrieve import Interactions

TOPIC_PRIOR = 20.0
"""Moments' worth of everybody's shares that a topic's successors are shrunk with."""
ITEM_PRIOR = 60.0
"""Moments' worth of its topics' successors that an item's are shrunk with."""


@dataclass(frozen=True)
class Transitions:
    """What followed, learned from everybody's consecutive moments.

    What a user took in the same second is one moment: its order is nobody's choice.
    """

    by_topic: NDArray[np.float64]
    """Shares of the topics that follow each topic; rows sum to 1, (m, m)."""
    by_item: sparse.csr_array
    """Sums of the topics that followed each item, (n, m)."""
    followed: NDArray[np.float64]
    """How many moments about anything followed each item, (n,)."""
    item: NDArray[np.int32]
    """Item of each event that something followed, ascending, (p,)."""
    owner: NDArray[np.int32]
    """Whose event it was: a place in the crowd's users, (p,)."""
    following: NDArray[np.int64]
    """Which moment followed it: a row of ``moments``, (p,)."""
    moments: sparse.csr_array
    """What each moment is about, (g, m)."""

    @classmethod
    def learn(
        cls, space: TopicSpace, crowd: Interactions, shares: NDArray[np.float64]
    ) -> Transitions:
        """Count. O(events).

        Args:
            space: The topics.
            crowd: What everybody took.
            shares: Everybody's shares of the topics, which thin counts are shrunk to, (m,).
        """
        order = np.lexsort((crowd.at_us, crowd.user))
        user, at, item = crowd.user[order], crowd.at_us[order], crowd.item[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (user[1:] != user[:-1]) | (at[1:] != at[:-1])
        group = np.cumsum(first) - 1
        count = int(group[-1]) + 1 if len(group) else 0
        ones = np.ones(len(order))
        held = sparse.csr_array((ones, (group, np.arange(len(order)))), shape=(count, len(order)))
        moments = normalised(sparse.csr_array(held @ space.rows[item]))
        whose = user[first]
        goes_on = np.zeros(count, dtype=np.bool_)
        goes_on[:-1] = (whose[1:] == whose[:-1]) & (np.diff(moments.indptr) > 0)[1:]
        before = np.flatnonzero(goes_on)
        counts = (moments[before].T @ moments[before + 1]).toarray()
        some = goes_on[group]
        pairs = sparse.csr_array(
            (ones[some], (item[some], group[some] + 1)), shape=(crowd.items, count)
        )
        events = np.flatnonzero(some)
        events = events[np.argsort(item[events], kind="stable")]
        return cls(
            by_topic=_shrunk(counts, shares, TOPIC_PRIOR),
            by_item=sparse.csr_array(pairs @ moments),
            followed=np.bincount(item[some], minlength=crowd.items).astype(np.float64),
            item=item[events],
            owner=user[events],
            following=group[events] + 1,
            moments=moments,
        )

    def after(self, items: NDArray[np.int32], about: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shares of the topics that follow a moment, (m,).

        Args:
            items: What was taken in it.
            about: What it was about, shares that sum to 1, (m,).
        """
        expected = about @ self.by_topic
        sums = np.asarray(self.by_item[items].sum(axis=0), dtype=np.float64).ravel()
        return np.asarray(_shrunk(sums[None, :], expected, ITEM_PRIOR)[0])

    def after_each(
        self, items: NDArray[np.int32], about: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The same of each of some items, (h, m).

        Args:
            items: Catalogue indices, (h,).
            about: What each is about, rows that sum to 1, (h, m).
        """
        sums = self.by_item[items].toarray()
        return _shrunk(sums, about @ self.by_topic, ITEM_PRIOR)

    def counted(self, item: int, topic: int, me: int = -1) -> tuple[int, int]:
        """How many people went on from an item to a topic, of how many who went on from it.

        Args:
            item: Catalogue index.
            topic: Index of the topic.
            me: Place of the one among the crowd's users who is told it, and does not count.
        """
        low, high = np.searchsorted(self.item, [item, item + 1])
        return self._people(np.arange(low, high), topic, me)

    def counted_of(self, carriers: NDArray[np.bool_], topic: int, me: int = -1) -> tuple[int, int]:
        """The same of any of some items.

        Args:
            carriers: Which items, (n,).
            topic: Index of the topic.
            me: As in `counted`.
        """
        return self._people(np.flatnonzero(carriers[self.item]), topic, me)

    def _people(self, places: NDArray[np.intp], topic: int, me: int) -> tuple[int, int]:
        about = self.moments[self.following[places]][:, [topic]].toarray().ravel() > 0
        owner = self.owner[places]
        others = owner != me
        return len(np.unique(owner[about & others])), len(np.unique(owner[others]))


def _shrunk(
    counts: NDArray[np.float64], to: NDArray[np.float64], prior: float
) -> NDArray[np.float64]:
    """Shares of rows of counts with ``prior`` pseudo-counts divided as ``to``."""
    return np.asarray((counts + prior * to) / (counts.sum(axis=1, keepdims=True) + prior))
