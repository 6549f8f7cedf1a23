"""Ways to choose questions, compared with the way that whyrec chooses them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from whyrec import Recommender
from whyrec.agents.chat import Put
from whyrec.agents.dynamics import Asker
from whyrec.domain import Facet, Given

Way = Callable[[str, int], Awaitable[Put | None]]
"""The question number n of a user."""


@dataclass(frozen=True)
class AtRandom:
    """Asks about single topics in a random order.

    Args:
        topics: What can be asked about.
        seed: Of the order.
    """

    topics: tuple[Facet, ...]
    seed: int

    def following(
        self, given: Sequence[Given], known: Collection[Facet] = ()
    ) -> tuple[Facet, ...] | None:
        """The next topic."""
        order = np.random.default_rng(self.seed).permutation(len(self.topics)).tolist()
        return (self.topics[order[len(given)]],) if len(given) < len(order) else None


def as_shipped(rec: Recommender) -> Way:
    """As whyrec asks."""

    async def put(user: str, number: int) -> Put | None:
        asked = await rec.question(user)
        return Put.parse(asked.id) if asked else None

    return put


def by(asker: Asker) -> Way:
    """As something asks that does not learn from the answers."""
    given: list[Given] = []

    async def put(user: str, number: int) -> Put | None:
        topics = asker.following(given)
        if topics is None:
            return None
        given.append(Given(topics, None))
        return Put(number, topics)

    return put
