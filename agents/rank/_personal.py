"""Features that know the user."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from whyrec.agents.rank._facts import Column, Facts

_NEWEST = 10
_PRIOR_EVENTS = 5.0
_SHARPNESS = 0.25
"""τ of the mixture of interests."""


def rrf(facts: Facts) -> Column:
    """``Σ_s 1 / (60 + rank_s)`` over the sources that propose the item, ≥ 0."""
    return facts.candidates.rrf.astype(np.float64)


def ease(facts: Facts) -> Column:
    """EASE on the whole history, ``w · B``; about [−1, 5]."""
    return _collaborative(facts, "ease")


def ease_recent(facts: Facts) -> Column:
    """EASE on the history with a half-life of 30 days."""
    return _collaborative(facts, "ease_recent")


def item_knn(facts: Facts) -> Column:
    """Sum of item-kNN similarities to the recent history, ≥ 0."""
    return _collaborative(facts, "item_knn")


def item_knn_now(facts: Facts) -> Column:
    """The same with the neighbours of the last 60 days, ≥ 0."""
    return _collaborative(facts, "item_knn_now")


def interest_long(facts: Facts) -> Column:
    """``τ log Σ_k share_k · exp(match_k / τ)`` over liked interests, τ = ¼, about [−1, 1].

    An item is taken for one of the interests, which is drawn by its share: a mixture, in which a
    strong match with one says more than faint ones with all.
    """
    return _mixture(facts, {i.id: i.share for i in facts.user.likes})


def interest_short(facts: Facts) -> Column:
    """The same with the shares of what was taken lately."""
    return _mixture(facts, {i.id: i.share_short for i in facts.user.likes})


def dislike(facts: Facts) -> Column:
    """``max_k min(1, strength_long_k) · max(0, match_k − best like)`` over dislikes, [0, 2].

    ``best like`` is the best match with a liked interest, at least 0: what people like and dislike
    is mostly of one kind, and an item speaks against itself only as far as no like speaks for it.
    """
    best, worst = facts.nothing, facts.nothing
    for interest in facts.user.likes:
        best = np.maximum(best, facts.matches[interest.id])
    for interest in facts.user.dislikes:
        sure = min(1.0, interest.strength_long)
        worst = np.maximum(worst, sure * np.maximum(facts.matches[interest.id] - best, 0.0))
    return worst


def neighbours(facts: Facts) -> Column:
    """Mean of the two best cosines with the last ten items of weight ≥ 0, [−1, 1]."""
    vectors = facts.snapshot.catalogue.vectors
    liked = facts.user.items[facts.user.weights >= 0][-_NEWEST:]
    if vectors is None or facts.vectors is None or not len(liked):
        return facts.nothing
    cosines = np.sort(facts.vectors @ vectors[liked].T, axis=1)
    return np.asarray(cosines[:, -2:].mean(axis=1), dtype=np.float64)


def facet_affinity(facts: Facts) -> Column:
    """Cosine of the item's facets with the history's decayed sum of facets, [0, 1].

    Facets weigh by rarity, ``log(n / items that carry it)``, among the n known items.
    """
    facets = facts.snapshot.catalogue.facets
    if not len(facts.user.items) or not facets.shape[1]:
        return facts.nothing
    part = facts.facets
    n = max(facts.snapshot.statistics.known_items, 1)
    rarity = np.log(n / np.maximum(facts.snapshot.carriers, 1.0)) + 0.1
    taste = (facts.taken @ facets[facts.user.items]) * rarity
    lengths = np.sqrt(np.asarray(part @ rarity**2)) * np.linalg.norm(taste)
    along = np.asarray(part @ (rarity * taste))
    return np.asarray(np.divide(along, lengths, out=facts.nothing, where=lengths > 0))


def facet_lift(facts: Facts) -> Column:
    """Naive Bayes over facets: ``Σ_f log q_f / p_f`` with what is absent counted too; any sign.

    ``q_f`` is the decayed share of the history that carries the facet, shrunk to ``p_f``, the share
    of the known items, with the weight of 5 events. Only facets of the history take part.
    """
    facets = facts.snapshot.catalogue.facets
    if not len(facts.user.items) or not facets.shape[1]:
        return facts.nothing
    carried = facets[facts.user.items]
    chosen = np.unique(carried.indices)
    snapshot = facts.snapshot
    p = (snapshot.carriers[chosen] + 1.0) / (snapshot.statistics.known_items + 2.0)
    own = (facts.taken @ carried)[chosen]
    q = np.clip((own + _PRIOR_EVENTS * p) / (facts.taken.sum() + _PRIOR_EVENTS), 1e-6, 1 - 1e-6)
    absent = np.log((1 - q) / (1 - p))
    present = np.zeros(facets.shape[1])
    present[chosen] = np.log(q / p) - absent
    return np.asarray(facts.facets @ present + absent.sum())


def year_fit(facts: Facts) -> Column:
    """``log Σ_h w_h · exp(−|year − year_h|)``, smoothed: how usual the year is; NaN unknown.

    A kernel density over the decayed history: somebody who takes the newest and the classics is not
    given what lies halfway.
    """
    year = facts.snapshot.catalogue.year
    of_history = year[facts.user.items]
    known = np.isfinite(of_history)
    if not known.any():
        return facts.nothing
    weights = facts.taken[known]
    years, place = np.unique(of_history[known], return_inverse=True)
    density = np.bincount(place, weights=weights)
    kernel = np.exp(-np.abs(year[facts.items][:, None] - years[None, :]))
    return np.asarray(np.log((kernel @ density + 0.1) / (weights.sum() + 1.0)))


def pop_fit(facts: Facts) -> Column:
    """``−|pop_7d − usual|``, ≤ 0: how popular things usually are when the user takes them.

    ``usual`` is the history's decayed mean of ``log(1 + interactions in the 7 days before)``.
    """
    user, statistics = facts.user, facts.snapshot.statistics
    if not len(user.items):
        return facts.nothing
    then = np.log1p(statistics.popularity_before(user.items, user.ages_days))
    usual = np.average(then, weights=facts.taken + 1e-9)
    return np.asarray(-np.abs(np.log1p(facts.of_items(statistics.recent[7])) - usual))


def _mixture(facts: Facts, shares: Mapping[str, float]) -> Column:
    total = sum(shares.values())
    if total <= 0:
        return facts.nothing
    parts = [
        share / total * np.exp(facts.matches[key] / _SHARPNESS) for key, share in shares.items()
    ]
    return np.asarray(_SHARPNESS * np.log(np.sum(parts, axis=0)))


def _collaborative(facts: Facts, name: str) -> Column:
    scores = facts.candidates.scores.get(name)
    return facts.nothing if scores is None else scores.astype(np.float64)
