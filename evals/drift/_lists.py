"""Whether lists follow a switch sooner where faded interests lose their weight sooner."""

from __future__ import annotations

from collections.abc import Sequence

from whyrec import Recommender
from whyrec.domain import Facet, Recommendation
from whyrec.evals.drift._outcomes import Listed
from whyrec.evals.simulate import Shelf, SimulatedUser

AFTER = (5, 10, 20)
"""Events since the switch after which lists are made."""
K = 10
BATCH = 5
"""Events that a version takes in: what a server waits for."""


async def list_for(
    rec: Recommender, shortened: Recommender, user: SimulatedUser, shelf: Shelf, after: int
) -> Listed:
    """The first ten after some events since the switch, by both.

    Args:
        rec: As whyrec ships.
        shortened: On an equal home, with the shorter half-life.
        user: Both hold the events.
        shelf: The catalogue.
        after: Events since the switch.
    """
    place = user.switches[0] + after
    before, now = (frozenset(phase.tastes) for phase in user.phases)
    shares = []
    for one in (rec, shortened):
        for end in range(BATCH, place + BATCH, BATCH):
            await one.evolve(user.user_id, as_of=user.events[min(end, place) - 1].at)
        at = user.events[place - 1].at
        listed = await one.recommend(
            user.user_id, K, explain=False, use_model=False, diversity=0.0, as_of=at
        )
        shares += [_about(listed, now, before, shelf), _about(listed, before, now, shelf)]
    return Listed(user.user_id, after, *shares)


def _about(
    listed: Sequence[Recommendation],
    tastes: frozenset[Facet],
    others: frozenset[Facet],
    shelf: Shelf,
) -> float:
    """Share of a list that carries a taste of the one kind that the other does not have."""
    only = tastes - others
    carried = [bool(shelf.facets[one.item.id] & only) for one in listed]
    return sum(carried) / len(carried) if carried else 0.0
