"""Who arrives when, what they take next, and what they would answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics import EITHER, NO, YES
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet
from whyrec.evals.coldstart._spec import ColdStartSuite

_LAST = 0.9
CLEAR = 1.25
"""How many times as much as others somebody takes of what they say that they like; and of what they
say that they do not like, so many times less."""


@dataclass(frozen=True)
class Newcomer:
    """A user who is held out, and arrives at a moment."""

    user: int
    """Place among the crowd's users."""
    block: int
    before: NDArray[np.intp]
    """Places of the last events before the moment among all interactions, oldest first."""
    target: int
    """Catalogue index of the first item after it."""
    likes: NDArray[np.int32]
    """Catalogue indices of every other thing that was taken after the target and not rated below
    the user's own mean: what simulated answers are read from."""
    others: frozenset[int]
    """Those between, and the target: what a list is looked through for."""


def moments(suite: ColdStartSuite, crowd: Interactions) -> list[datetime]:
    """When people arrive."""
    parts = np.linspace(suite.first, max(suite.first, _LAST), suite.blocks)
    places = np.minimum((parts * len(crowd.at_us)).astype(int), len(crowd.at_us) - 1)
    return [datetime.fromtimestamp(int(crowd.at_us[p]) // 1_000_000, UTC) for p in places]


def newcomers(suite: ColdStartSuite, crowd: Interactions, at: Sequence[datetime]) -> list[Newcomer]:
    """The users who have enough events on both sides of a moment, drawn with the seed."""
    order = np.argsort(crowd.user, kind="stable")
    places = np.split(order, np.cumsum(np.bincount(crowd.user, minlength=len(crowd.users)))[:-1])
    cuts = [int(moment.timestamp() * 1_000_000) for moment in at]
    found = []
    for user in np.random.default_rng(suite.seed).permutation(len(crowd.users)).tolist():
        own = places[user]
        for block, cut in enumerate(cuts):
            known = int(np.searchsorted(crowd.at_us[own], cut, side="right"))
            if known >= max(suite.events) and len(own) - known > suite.later:
                before = own[known - max(suite.events) : known] if max(suite.events) else own[:0]
                found.append(_newcomer(crowd, user, block, before, own[known:]))
                break
        if len(found) == suite.users:
            break
    return sorted(found, key=lambda one: (one.block, one.user))


def _newcomer(
    crowd: Interactions,
    user: int,
    block: int,
    before: NDArray[np.intp],
    after: NDArray[np.intp],
) -> Newcomer:
    target = int(crowd.item[after[0]])
    later = after[1:][crowd.item[after[1:]] != target]
    values = crowd.value[later]
    rated = values[np.isfinite(values)]
    liked = later[~(values < rated.mean())] if len(rated) else later
    others = frozenset({target, *crowd.item[liked[1::2]].tolist()})
    told = np.setdiff1d(crowd.item[liked[::2]], np.fromiter(others, dtype=np.int32))
    return Newcomer(user, block, before, target, told, others)


@dataclass(frozen=True)
class Mind:
    """What somebody would answer.

    Args:
        lift: How many times as much as others they take of a topic.
    """

    lift: dict[Facet, float]

    @classmethod
    def of(
        cls, likes: NDArray[np.int32], everybody: NDArray[np.float64], view: CatalogueView
    ) -> Mind:
        """Read from what was liked later.

        Args:
            likes: Catalogue indices.
            everybody: Share of all people's events that carry each facet, (m,).
            view: The catalogue.
        """
        own = np.asarray(view.facets[likes].mean(axis=0)).ravel() if len(likes) else everybody
        lift = (own + 0.01) / (everybody + 0.01)
        return cls({facet: float(lift[column]) for facet, column in view.facet_columns.items()})

    def choice(self, topics: Sequence[Facet]) -> str:
        """The id of the choice: of several topics the one taken most beyond what others take."""
        lifts = [self.lift.get(topic, 1.0) for topic in topics]
        if len(topics) == 1:
            answer = YES if lifts[0] >= CLEAR else NO if lifts[0] <= 1 / CLEAR else EITHER
            return {YES: "yes", NO: "no", EITHER: "either"}[answer]
        best = int(np.argmax(lifts))
        return str(best + 1) if lifts[best] >= CLEAR else "none"
