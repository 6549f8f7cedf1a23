"""From scores to a list in balance: one greedy choice by all that a list is to be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank._caps import Cap, values
from whyrec.agents.rank._diversity import Alike, similar_to
from whyrec.agents.rank._facts import Column, Facts
from whyrec.agents.rank._rank import Ranked, select
from whyrec.agents.rank._shares import Shares, divergence, shares
from whyrec.agents.rank._surprise import moved, surprising
from whyrec.agents.retrieve import Candidates, Snapshot, UserView, one_thread
from whyrec.domain import Balance

_POOL = 500


@one_thread
def select_balanced(
    ranked: Ranked,
    user: UserView,
    snapshot: Snapshot,
    k: int,
    *,
    diversity: float,
    balance: Balance,
) -> list[int]:
    """Build the list greedily; each time the candidate comes that is worth most beside the others.

    ``(1 − μ) · s′(i) / S · (1 − max_sim(i, chosen))^λ − μ · KL(p ‖ q̃(chosen + i))`` among those
    within the cap. ``s′`` is the score, moved towards surprise where that is asked for; S the sum
    of the best k of them, so that what a list gives up is a share of the best it could be. p and q̃
    are the interests' shares in the profile and in the list, see `divergence`. With μ > 0 the
    chosen items then stand by ``s′``: the shares are those of the list as a whole.

    Args:
        ranked: The scored candidates; the best 500, or three lists' worth, are looked at.
        user: Whose interests.
        snapshot: The world at the same moment.
        k: Length of the list.
        diversity: λ ≥ 0.
        balance: μ, cap and surprise; a neutral one makes the list of `select`.

    Returns:
        Positions in ``ranked``, in the order to show, at most ``k``.
    """
    if balance.neutral or not len(ranked):
        return select(ranked, snapshot, k, diversity=diversity)
    pool = ranked.items[: max(_POOL, 3 * k)]
    facts = Facts(user, _bare(pool), snapshot)
    scores = ranked.scores[: len(pool)]
    if balance.surprise:
        scores = moved(scores, surprising(facts), balance.surprise)
    cap = None
    if balance.cap is not None:
        cap = Cap(values(pool, snapshot.catalogue, balance.capped), balance.cap)
    mirrored = shares(facts) if balance.calibration else None
    alike = similar_to(pool, snapshot) if diversity else None
    chosen = choose(
        scores,
        k,
        alike=alike,
        exponent=diversity,
        mirrored=mirrored,
        mu=balance.calibration,
        cap=cap,
    )
    if mirrored is not None:
        chosen.sort(key=lambda place: (-scores[place], place))
    return chosen


def choose(
    scores: Column,
    k: int,
    *,
    alike: Alike | None = None,
    exponent: float = 0.0,
    mirrored: Shares | None = None,
    mu: float = 0.0,
    cap: Cap | None = None,
) -> list[int]:
    """The greedy choice of `select_balanced` over plain arrays.

    Args:
        scores: ≥ 0, (c,). Ties go to the earlier position.
        k: Length of the list.
        alike: How alike a candidate and all others are; None asks for no diversity.
        exponent: λ ≥ 0.
        mirrored: The shares to mirror; None mirrors none.
        mu: μ, 0 to 1.
        cap: What may come next; None allows all.

    Returns:
        Positions in the order picked, at most ``k``.
    """
    length = min(k, len(scores))
    best = float(np.sort(scores)[::-1][:length].sum())
    worth = scores / max(best, 1e-300)
    nearest = np.zeros(len(scores))
    held = np.zeros(0 if mirrored is None else len(mirrored.wanted))
    left = np.ones(len(scores), dtype=np.bool_)
    chosen: list[int] = []
    for taken in range(1, length + 1):
        value = worth * np.maximum(1.0 - nearest, 1e-9) ** exponent
        if mirrored is not None:
            shown = (held + mirrored.belongs) / taken
            value = (1.0 - mu) * value - mu * divergence(mirrored.wanted, shown)
        may = left if cap is None else cap.allows(left)
        place = int(np.argmax(np.where(may, value, -np.inf)))
        chosen.append(place)
        left[place] = False
        if alike is not None:
            nearest = np.maximum(nearest, np.clip(alike(place), 0.0, 1.0))
        if mirrored is not None:
            held = held + mirrored.belongs[place]
        if cap is not None:
            cap.take(place)
    return chosen


def _bare(items: NDArray[np.int32]) -> Candidates:
    """Candidates of which nothing is known but which they are."""
    return Candidates(
        items=items,
        rrf=np.zeros(len(items), dtype=np.float32),
        sources=(),
        ranks=np.zeros((len(items), 0), dtype=np.int32),
    )
