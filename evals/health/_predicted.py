"""How well the next item was predicted, one number a user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.health._features import PROFILE, RECENT
from whyrec.evals.health._figures import array
from whyrec.evals.health._outcomes import Group, Life
from whyrec.evals.metrics import NonInferiority, holm, not_inferior

PREDICTED: Final[tuple[Group, ...]] = ("real", "batched", "drifting")
"""The groups whose next items are predicted."""
_CLAIMED: Final[tuple[Group, ...]] = ("real", "drifting")
_K = 10


def ndcg(rank: int) -> float:
    """NDCG@10 of a list with one relevant item at ``rank``: ``1 / log2(1 + rank)``, 0 below 10."""
    return float(1.0 / np.log2(1.0 + rank)) if rank <= _K else 0.0


def hit(rank: int) -> float:
    """HR@10: 1 within the first ten."""
    return float(rank <= _K)


def by_user(
    lives: Sequence[Life],
    system: str,
    at: int,
    around: int,
    metric: Callable[[int], float] = ndcg,
) -> NDArray[np.float64]:
    """Mean over the predictions that stand for ``at`` updates, NaN for users without any, (u,).

    Args:
        lives: The users.
        system: One of `SYSTEMS`.
        at: The number of updates.
        around: How many predictions stand for it: that one, and those just before.
        metric: Of a rank.
    """
    means: list[float | None] = []
    for life in lives:
        known = life.ranks.get(system, {})
        found = [metric(known[n]) for n in range(at - around + 1, at + 1) if n in known]
        means.append(sum(found) / len(found) if found else None)
    return array(means)


class Claim(NamedTuple):
    """Something that shall not be worse than something else."""

    name: str
    than: str
    found: NonInferiority
    p: float
    """Corrected with Holm over all claims of the run."""


def claims(lives: Sequence[Life], first: int, last: int, around: int, margin: float) -> list[Claim]:
    """The profile after its last updates against itself after the first, and against recent items.

    Paired by user; all claims are corrected together.

    Args:
        lives: All of them.
        first: Number of updates that is compared with.
        last: Number of updates that is claimed to be no worse.
        around: As in `by_user`.
        margin: Loss of NDCG@10 that would not matter.
    """
    names: list[tuple[str, str]] = []
    found: list[NonInferiority] = []
    for group in _CLAIMED:
        own = [life for life in lives if life.group == group and life.ranks]
        if not own:
            continue
        users = "users of the data set" if group == "real" else "drifting users"
        late = by_user(own, PROFILE, last, around)
        name = f"NDCG@10 of {PROFILE} after {last} updates, {users}"
        names.append((name, f"the same after {first}"))
        found.append(not_inferior(late, by_user(own, PROFILE, first, around), margin))
        names.append((name, RECENT))
        found.append(not_inferior(late, by_user(own, RECENT, last, around), margin))
    corrected = holm([one.p for one in found]) if found else ()
    return [
        Claim(name, than, one, float(p))
        for (name, than), one, p in zip(names, found, corrected, strict=True)
    ]
