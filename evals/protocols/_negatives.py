"""What a target stands among."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import numpy as np

from whyrec.agents.retrieve import Interactions
from whyrec.evals.protocols._users import Timeline

Negatives = Literal["uniform", "popular"]


def hidden(
    timeline: Timeline,
    place: int,
    n: int,
    *,
    kind: Negatives,
    crowd: Interactions,
    ids: Sequence[str],
    key: str,
) -> tuple[str, ...]:
    """The item a user took at ``place`` among ``n - 1`` distinct items they never took.

    The others were all known by then (`Interactions.known`): one that first appears later would
    give itself away, for nothing is known of it.

    Args:
        timeline: The user; what they take later is no true negative either.
        place: Position of the target in the timeline.
        n: Candidates; fewer where no more items were known.
        kind: All items alike, or in proportion to 1 + how often each was taken before.
        crowd: Everybody's interactions.
        ids: Item id by catalogue index.
        key: Seeds the draw, so that it does not depend on who else is drawn for.

    Returns:
        Item ids in their own order: the place of the target tells nothing.
    """
    before = crowd.until(timeline.moment_before(place))
    free = before.known.copy()
    free[timeline.item] = False
    pool = np.flatnonzero(free)
    weights = None
    if kind == "popular":
        weights = 1.0 + np.bincount(before.item, minlength=len(ids))[pool]
        weights = weights / weights.sum()
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    others = rng.choice(pool, size=min(n - 1, len(pool)), replace=False, p=weights)
    return tuple(sorted(ids[item] for item in [int(timeline.item[place]), *others.tolist()]))
