"""What retrieval and ranking know of a user at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

from whyrec.domain import Given, Polarity

CLEAR_DISLIKE = -0.55
"""Weight at and below which an event speaks against its item's kind."""


def pull(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much events speak for things of their kind, [0, 1], without decay, by signed weight.

    ``0.75 + 0.25 · weight``: people take what they like, so that taking says most of it. A clear
    dislike (weight ≤ −0.55) speaks for nothing.
    """
    return np.where(weights <= CLEAR_DISLIKE, 0.0, 0.75 + 0.25 * weights).astype(np.float32)


@dataclass(frozen=True)
class InterestView:
    """One living interest, as numbers."""

    id: str
    polarity: Polarity
    strength_long: float
    """≥ 0."""
    share: float
    """Part of all that was ever taken for interests of its polarity, older events counting less,
    [0, 1]. Not the share of strengths: what people go on taking is not only what they praise."""
    share_short: float
    """The same of what was taken lately, [0, 1]."""
    facets: tuple[str, ...] = ()
    """What it is about, as ``name=value``."""
    vector: NDArray[np.float32] | None = None
    """Statement embedding blended with its evidence's centroid, (d,), any length > 0; None without
    an embedder."""
    examples: tuple[int, ...] = ()
    """Catalogue indices of the latest items that show it, oldest first; empty for mere words."""
    blocks: bool = False
    """A dislike the user stated in words: what matches it is no candidate at all."""
    gradual: bool = False
    """A dislike the user stated as "less" of it: what matches it stays and ranks lower."""
    wanted: bool = False
    """A like the user stated in words: what matches it is brought up and ranks higher."""
    domain: str | None = None
    """The one domain whose items it is about; None: any."""
    expected: float = 0.0
    """Of a like carried over from another domain: the logarithm of how many times more than usual
    it is to be taken in its own, ≥ 0; 0 for others."""
    answer: bool = False
    """Whether it was said in answer to a question, and not of the user's own accord."""


@dataclass(frozen=True)
class UserView:
    """A user's history and interests at ``as_of``.

    The history is ordered by time, oldest first, one entry an event on an item of the catalogue.
    """

    user_id: str
    as_of: datetime
    items: NDArray[np.int32]
    """Item index of each event, (h,)."""
    weights: NDArray[np.float32]
    """Signed weight of each event, [-1, 1], without decay, (h,)."""
    ages_days: NDArray[np.float32]
    """Age of each event at ``as_of`` in days, ≥ 0, (h,)."""
    interests: tuple[InterestView, ...] = ()
    seen: NDArray[np.int32] | None = None
    """Item indices that may not come back; by default all of ``items``. A counterfactual passes a
    shorter history with the same ``seen``."""
    explore: int = 1
    """How many times the usual number of candidates exploration proposes, ≥ 1."""
    answers: tuple[Given, ...] = ()
    """What the user answered when asked, where no events say more."""
    left: Mapping[int, int] = field(default_factory=dict)
    """How often items were lately opened and left again at once, by catalogue index."""
    in_context: NDArray[np.float32] | None = None
    """How much more likely each item is taken in the context that is asked for than at any time, as
    the log of a ratio, by catalogue index, (n,); None where none is asked for."""

    def __post_init__(self) -> None:
        if not len(self.items) == len(self.weights) == len(self.ages_days):
            raise ValueError("items, weights and ages_days differ in length")
        if len(self.ages_days) and float(np.min(self.ages_days)) < 0:
            raise ValueError("an event lies after as_of")

    @classmethod
    def empty(cls, user_id: str, as_of: datetime) -> Self:
        """A user nothing is known of."""
        none = np.empty(0, dtype=np.float32)
        return cls(user_id, as_of, np.empty(0, dtype=np.int32), none, none)

    @property
    def pull(self) -> NDArray[np.float32]:
        """`pull` of each event, (h,)."""
        return pull(self.weights)

    @property
    def excluded(self) -> NDArray[np.int32]:
        """Item indices that may not come back."""
        return self.items if self.seen is None else self.seen

    @property
    def refused(self) -> NDArray[np.int32]:
        """Item indices whose latest event is a clear dislike."""
        latest = dict(zip(self.items.tolist(), self.weights.tolist(), strict=True))
        found = [item for item, weight in latest.items() if weight <= CLEAR_DISLIKE]
        return np.array(found, dtype=np.int32)

    @property
    def likes(self) -> tuple[InterestView, ...]:
        """Liked interests, strongest share first."""
        liked = (i for i in self.interests if i.polarity == "like")
        return tuple(sorted(liked, key=lambda i: (-i.share, i.id)))

    @property
    def dislikes(self) -> tuple[InterestView, ...]:
        """Disliked interests, strongest share first."""
        disliked = (i for i in self.interests if i.polarity == "dislike")
        return tuple(sorted(disliked, key=lambda i: (-i.share, i.id)))
