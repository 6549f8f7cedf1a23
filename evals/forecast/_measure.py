"""From a crowd's moments to its users' numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from whyrec.agents.dynamics import COMPONENTS, fit_mixture
from whyrec.agents.retrieve import CatalogueView
from whyrec.evals.forecast._crowds import Crowd
from whyrec.evals.forecast._moments import Floats, Moments, asked
from whyrec.evals.forecast._outcomes import Fitted, Numbers, Scored
from whyrec.evals.forecast._rivals import RIVALS, block_starts, said
from whyrec.evals.forecast._scores import log_loss, scores
from whyrec.evals.forecast._spec import ForecastSuite

TRUTH = "the truth"


def measured(
    crowd: Crowd,
    catalogue: CatalogueView,
    suite: ForecastSuite,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Scored | Fitted]:
    """The numbers of every user who has a moment that is reported, and at last the weights.

    The weights of each block of time are fitted on the moments before it, so that those before the
    first block are reported nowhere.
    """
    told = asked(catalogue, crowd.histories, crowd.moments, crowd.block_days, crowd.truth, progress)
    everyone = crowd.histories.crowd
    at = everyone.at_us
    starts = block_starts(
        int(at[0]), int(at[-1]), int(np.quantile(at, suite.warm)), crowd.block_days
    )
    rows = {rival.name: _numbers(said(told, rival, starts), told) for rival in RIVALS}
    reported = np.isfinite(next(iter(rows.values()))[:, 0])
    if crowd.truth is not None:
        rows[TRUTH] = _numbers(np.where(reported[:, None], told.truth, np.nan), told)
    user = np.array([moment.user for moment in told.moments])
    for one in np.unique(user[reported]).tolist():
        own = reported & (user == one)
        yield Scored(
            crowd.name,
            everyone.users[one],
            int(own.sum()),
            {name: _means(found[own]) for name, found in rows.items()},
        )
    before = told.before(int(np.quantile(at, suite.shipped)))
    weights = fit_mixture(told.parts[before], told.following[before])
    yield Fitted(
        crowd.name,
        int(before.sum()),
        dict(zip(COMPONENTS, np.round(weights, 4).tolist(), strict=True)),
    )


def _numbers(shares: Floats, told: Moments) -> Floats:
    """`Numbers` at each moment, (e, 7)."""
    entropy = log_loss(told.truth, told.truth)
    away = (log_loss(shares, told.truth) - entropy)[:, None]
    return np.hstack([scores(shares, told.following), scores(shares, told.ahead), away])


def _means(found: Floats) -> Numbers:
    present = np.isfinite(found)
    sums = np.where(present, found, 0.0).sum(axis=0)
    counts = present.sum(axis=0).tolist()
    return tuple(s / n if n else None for s, n in zip(sums.tolist(), counts, strict=True))
