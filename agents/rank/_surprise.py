"""Surprise: what a user is unlikely to know, and may still like."""

from __future__ import annotations

import numpy as np

from whyrec.agents.rank._facts import Column, Facts
from whyrec.agents.rank._personal import neighbours

_LEAST = 1e-12


def surprising(facts: Facts) -> Column:
    """``unknown · near`` of each candidate, [0, 1].

    ``unknown = 1 − log(1 + n) / log(1 + n_max)`` for an item that was taken n times, n_max being
    the most that any was: 1 for what nobody took, 0 for what everybody knows. It is the item's
    self-information, scaled to [0, 1] (Zhou et al. 2010; for "known" by popularity see Vargas &
    Castells 2011, *Rank and relevance in novelty and diversity metrics*).

    ``near`` is the best match with a liked interest, at least 0, see `Facts.matches`; without
    interests that with the last ten items, and 1 where nothing is known of the user.
    """
    taken = np.log1p(facts.of_items(facts.snapshot.statistics.total))
    most = float(np.log1p(float(facts.snapshot.statistics.total.max(initial=0.0))))
    unknown = 1.0 - taken / max(most, _LEAST)
    return np.asarray(unknown * _near(facts))


def moved(scores: Column, surprise: Column, level: float) -> Column:
    """The scores a list is made by: ``log s′ = (1 − s) log score + s σ z``.

    ``z`` is ``surprise`` standardised among the candidates, σ the standard deviation of their log
    scores: at s = ½ both have the same say, however far apart the scores are.

    Args:
        scores: Probabilities ≥ 0, (c,).
        surprise: (c,).
        level: s, 0 to 1.

    Returns:
        > 0, comparable with each other only, (c,).
    """
    logs = np.log(np.maximum(scores, _LEAST))
    spread = float(surprise.std())
    z = (surprise - surprise.mean()) / spread if spread > _LEAST else np.zeros(len(surprise))
    return np.asarray(np.exp((1.0 - level) * logs + level * float(logs.std()) * z))


def _near(facts: Facts) -> Column:
    likes = facts.user.likes
    if likes:
        best = np.max([facts.matches[interest.id] for interest in likes], axis=0)
    elif len(facts.user.items):
        best = neighbours(facts)
    else:
        return np.ones(len(facts.items))
    return np.asarray(np.clip(best, 0.0, 1.0))
