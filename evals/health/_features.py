"""Ranking by some features and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from whyrec import Recommender
from whyrec.agents.retrieve import CatalogueView
from whyrec.evals.protocols import Case

PROFILE: Final = "the profile alone"
RECENT: Final = "recent items only"
LIKES: Final = "likes, long"
DISLIKES: Final = "dislikes"
SYSTEMS: Final[Mapping[str, Mapping[str, float]]] = {
    PROFILE: {"interest_short": 1.0, "dislike": -1.0},
    RECENT: {"neighbours": 1.0},
    LIKES: {"interest_long": 1.0},
    "likes, short": {"interest_short": 1.0},
    DISLIKES: {"dislike": -1.0},
    "facets of the history": {"facet_affinity": 1.0},
}
"""What ranks, as weights of features that are standardised within each list. The first two are the
claim: what the profile says of now, and the latest items themselves. The others tell the parts
apart."""


async def ranks(rec: Recommender, case: Case, catalogue: CatalogueView) -> dict[str, int]:
    """Rank of the item taken next among the case's candidates, from 1, for each of `SYSTEMS`.

    Ties go by the hash of the item's id, which cannot favour the target.

    Args:
        rec: Where the user lives; the profile has taken in everything up to the case's moment.
        case: With candidates.
        catalogue: For the hashes.
    """
    table = await rec.features(case.user_id, case.candidates, as_of=case.as_of)
    ties = catalogue.tie_break[catalogue.indices(table.items)]
    target = table.items.index(case.targets[0])
    found: dict[str, int] = {}
    for name, weights in SYSTEMS.items():
        scores = np.zeros(len(table.items))
        for feature, weight in weights.items():
            scores += weight * table.columns[:, table.names.index(feature)]
        order = np.lexsort((ties, -scores))
        found[name] = int(np.flatnonzero(order == target)[0]) + 1
    return found


def point_of(case: Case) -> int:
    """Events after which a case of a replay is predicted."""
    return int(case.id.rpartition("@")[2])


def predicted_after(at: tuple[int, ...], around: int) -> tuple[int, ...]:
    """Events after which is predicted: at each number, and at the ``around - 1`` before it."""
    return tuple(sorted({n - back for n in at for back in range(around) if n > back}))
