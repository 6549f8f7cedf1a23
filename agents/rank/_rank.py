"""From candidates to scores, and from scores to a list."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from whyrec.agents.rank._answered import ANSWERED, answered
from whyrec.agents.rank._asked import ASKED_FOR, asked_for
from whyrec.agents.rank._carried import CARRIED_OVER, carried_over
from whyrec.agents.rank._diversity import greedy, pool_size, similarities
from whyrec.agents.rank._facts import Facts
from whyrec.agents.rank._features import JUDGEMENT, compute, standardise
from whyrec.agents.rank._in_context import IN_CONTEXT, in_context
from whyrec.agents.rank._judge import Judge
from whyrec.agents.rank._left_again import LEFT_AGAIN, left_again
from whyrec.agents.rank._weights import Weights
from whyrec.agents.retrieve import Candidates, Snapshot, UserView, one_thread
from whyrec.errors import UpstreamError

logger = logging.getLogger(__name__)

MOST_VERDICT = 1e6
"""Largest judgement that is believed, in nats: beyond it squares lose all meaning, or overflow."""


@dataclass(frozen=True)
class Ranked:
    """All candidates with their scores, best first. Exactly the candidates: none added or lost."""

    items: NDArray[np.int32]
    """Catalogue indices, (c,)."""
    scores: NDArray[np.float64]
    """Calibrated probability that it is what the user takes next, [0, 1], descending, (c,)."""
    features: tuple[str, ...]
    """Those with a weight other than 0, and what applies besides: ``asked_for`` where the user
    asked for more or less, ``answers`` where no more than answers is known, ``carried_over`` where
    interests are from another domain, ``left_again`` where a candidate was, ``context`` where the
    list is for one."""
    contributions: NDArray[np.float64]
    """Weight × standardised feature (what applies besides is in log-odds); a row sums to the
    log-odds less the bias, (c, f)."""
    sources: Sequence[tuple[str, ...]]
    """The sources that proposed each item, best rank first; worked out when asked for."""
    degraded: bool = False
    """True when a judge was asked and failed, so that the set without the model was used."""

    def __len__(self) -> int:
        return len(self.items)

    def parts(self, position: int) -> dict[str, float]:
        """Each feature's contribution to the log-odds of the item at ``position``."""
        row = self.contributions[position]
        return {name: float(part) for name, part in zip(self.features, row, strict=True)}

    def rank_of(self, item: int) -> int | None:
        """Rank from 1 of a catalogue index, or None when it is no candidate."""
        found = np.flatnonzero(self.items == item)
        return int(found[0]) + 1 if len(found) else None


class _Sources(Sequence[tuple[str, ...]]):
    """The sources of candidates in another order."""

    def __init__(self, candidates: Candidates, order: NDArray[np.intp]) -> None:
        self._candidates, self._order = candidates, order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> tuple[str, ...]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, ...]]: ...

    def __getitem__(self, place: int | slice) -> tuple[str, ...] | list[tuple[str, ...]]:
        chosen = self._order[place]
        if isinstance(chosen, np.ndarray):
            return [self._candidates.sources_of(int(position)) for position in chosen]
        return self._candidates.sources_of(int(chosen))


@one_thread
def rank(user: UserView, candidates: Candidates, snapshot: Snapshot, weights: Weights) -> Ranked:
    """Score the candidates without a model."""
    fitted = weights.without_model
    used = {name: weight for name, weight in fitted.weights.items() if weight}
    candidates = _canonical(candidates)
    facts = Facts(user, candidates, snapshot)
    return _ordered(facts, used, fitted.bias, compute(facts, tuple(used)))


async def rank_with_model(
    base: Ranked,
    user: UserView,
    candidates: Candidates,
    snapshot: Snapshot,
    weights: Weights,
    judge: Judge,
    *,
    judged: int = 50,
) -> Ranked:
    """Score the candidates, the best ``judged`` of them with the language model's judgement.

    The judgement is standardised among the judged; the others have 0, the mean. Whatever fails in
    the model's part leads to the scores of `rank`, marked ``degraded``; cancellation passes
    through.

    Args:
        base: The candidates as `rank` orders them.
        user: The user.
        candidates: What to rank.
        snapshot: The world at the same moment.
        weights: Of both rankings.
        judge: Asks the model.
        judged: So many of the best are judged.
    """
    best = base.items[:judged]
    if not len(best):
        return base
    try:
        verdict = np.asarray(
            await judge([snapshot.catalogue.titles[i] for i in best]), dtype=np.float64
        )
        # NaN compares as false: it is refused here too.
        if verdict.shape != best.shape or not (np.abs(verdict) <= MOST_VERDICT).all():
            raise ValueError(f"{best.shape[0]} titles, judgement {verdict.shape}")
    except UpstreamError as error:
        logger.info("Ranking goes on without the language model: %s", error)
        return replace(base, degraded=True)
    except Exception:
        # Nothing a model does may cost the user their list.
        logger.warning("Ranking goes on without the language model.", exc_info=True)
        return replace(base, degraded=True)
    fitted = weights.with_model
    used = {name: w for name, w in fitted.weights.items() if w and name != JUDGEMENT}
    candidates = _canonical(candidates)
    facts = Facts(user, candidates, snapshot)
    columns = compute(facts, tuple(used))
    by_item = np.zeros(len(snapshot.catalogue))
    by_item[best] = standardise(verdict[:, None])[:, 0]
    used[JUDGEMENT] = fitted.weights[JUDGEMENT]
    both = np.column_stack([columns, by_item[candidates.items]])
    return _ordered(facts, used, fitted.bias, both)


@one_thread
def select(ranked: Ranked, snapshot: Snapshot, k: int, *, diversity: float = 0.2) -> list[int]:
    """Build the list greedily by ``score(i) · (1 − max_sim(i, chosen))^λ``.

    Args:
        ranked: The scored candidates.
        snapshot: Where the items' vectors are; without vectors their facets say how alike two are.
        k: Length of the list.
        diversity: λ ≥ 0; 0 keeps the order of the scores.

    Returns:
        Positions in ``ranked``, in the order to show, at most ``k``.
    """
    if diversity == 0:
        return list(range(min(k, len(ranked))))
    pool = min(pool_size(k), len(ranked))
    alike = similarities(ranked.items[:pool], snapshot)
    return greedy(ranked.scores[:pool], alike, k, diversity)


def _canonical(candidates: Candidates) -> Candidates:
    """The same candidates by catalogue index: sums must not depend on the order they came in."""
    order = np.argsort(candidates.items, kind="stable")
    return Candidates(
        items=candidates.items[order],
        rrf=candidates.rrf[order],
        sources=candidates.sources,
        ranks=candidates.ranks[order],
        scores={name: scores[order] for name, scores in candidates.scores.items()},
    )


def _ordered(
    facts: Facts, weights: dict[str, float], bias: float, columns: NDArray[np.float64]
) -> Ranked:
    candidates = facts.candidates
    names = tuple(weights)
    contributions = columns * np.array(list(weights.values()))
    for name, part in (
        (ASKED_FOR, asked_for(facts)),
        (ANSWERED, answered(facts)),
        (CARRIED_OVER, carried_over(facts)),
        (LEFT_AGAIN, left_again(facts)),
        (IN_CONTEXT, in_context(facts)),
    ):
        if part is not None:
            names = (*names, name)
            contributions = np.column_stack([contributions, part])
    # Rounded, so that the last bit of a sum cannot decide between equals.
    scores = np.round(expit(contributions.sum(axis=1) + bias), 12)
    order = np.lexsort((facts.snapshot.catalogue.tie_break[candidates.items], -scores))
    return Ranked(
        items=candidates.items[order],
        scores=scores[order],
        features=names,
        contributions=contributions[order],
        sources=_Sources(candidates, order),
    )
