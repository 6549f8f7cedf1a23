"""What a forecast knows of everybody, worked out once a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._topic_space import TopicSpace
from whyrec.agents.dynamics._transitions import Transitions
from whyrec.agents.retrieve import CatalogueView, Interactions, Snapshot

LATELY_DAYS = 7.0
"""Half-life of what everybody takes of late, in days."""
_DAY_US = 86_400_000_000
_TO_SHELF = 1.0
"""Events' worth of the catalogue's own shares in everybody's, so that none is impossible."""
_TO_ALWAYS = 20.0
"""Events' worth of everybody's shares in those of late."""


@dataclass(frozen=True)
class Everybody:
    """Topics, what is taken of them, and what follows what, up to a moment."""

    as_of: datetime
    space: TopicSpace
    shares: NDArray[np.float64]
    """Of all that was ever taken; sum to 1, none is 0, (m,)."""
    lately: NDArray[np.float64]
    """Of what is taken of late; likewise."""
    transitions: Transitions

    @classmethod
    def learn(cls, catalogue: CatalogueView, crowd: Interactions) -> Everybody:
        """Learn from everybody's events up to the crowd's moment. O(events).

        Args:
            catalogue: The items.
            crowd: What everybody took.
        """
        space = TopicSpace.of(catalogue, crowd)
        rows = space.rows
        end = int(crowd.as_of.timestamp() * 1e6)
        decay = np.exp2(-(end - crowd.at_us) / (_DAY_US * LATELY_DAYS))
        ever = np.bincount(crowd.item, minlength=crowd.items).astype(np.float64)
        late = np.bincount(crowd.item, weights=decay, minlength=crowd.items)
        shares = _mixed(np.asarray(ever @ rows), space.shelf, _TO_SHELF)
        return cls(
            as_of=crowd.as_of,
            space=space,
            shares=shares,
            lately=_mixed(np.asarray(late @ rows), shares, _TO_ALWAYS),
            transitions=Transitions.learn(space, crowd, shares),
        )


def everybody_of(snapshot: Snapshot) -> Everybody | None:
    """What is known of a snapshot's crowd; None where nothing may be learned from it.

    Ask for it by ``snapshot.once(everybody_of)``.
    """
    if snapshot.crowd is None:
        return None
    return Everybody.learn(snapshot.catalogue, snapshot.crowd)


def _mixed(
    counts: NDArray[np.float64], to: NDArray[np.float64], prior: float
) -> NDArray[np.float64]:
    even = np.full(len(to), 1.0 / max(len(to), 1))
    own = counts + prior * (0.99 * to + 0.01 * even)
    return np.asarray(own / own.sum()) if len(own) else own
