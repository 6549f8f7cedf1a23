"""The ranker's features: one registry, one pure function each.

Every function maps the `Facts` to a column; the docstring gives formula and range before
standardising. ``sign`` is what a weight must not contradict, whatever a data set says: a dislike
never lifts an item, an interest never sinks one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank import _crowd, _forecast, _others, _people, _personal
from whyrec.agents.rank._facts import Column, Facts

Matrix = NDArray[np.float64]

JUDGEMENT: Final = "judgement"
"""The language model's own feature; only in the set of weights with the model."""

_COUNTED: Final = 0.5
"""Of logarithms of counts."""
_MATCHED: Final = 0.1
"""Of parts of a match: a faint dislike of a few candidates is not a strong one."""


class Feature(NamedTuple):
    """A named column."""

    name: str
    column: Callable[[Facts], Column]
    sign: Literal[-1, 0, 1] = 0
    least_spread: float = 0.0
    """Smallest standard deviation that is divided by, in the column's unit: three stray events in a
    week are no trend, however much they stand out from zeros."""


FEATURES: Final[tuple[Feature, ...]] = (
    Feature("rrf", _personal.rrf, 1),
    Feature("ease", _personal.ease, 1),
    Feature("ease_recent", _personal.ease_recent, 1),
    Feature("item_knn", _personal.item_knn, 1),
    Feature("item_knn_now", _personal.item_knn_now, 1),
    Feature("interest_long", _personal.interest_long, 1),
    Feature("interest_short", _personal.interest_short, 1),
    Feature("dislike", _personal.dislike, -1, _MATCHED),
    Feature("neighbours", _personal.neighbours, 1),
    Feature("facet_affinity", _personal.facet_affinity, 1),
    Feature("facet_lift", _personal.facet_lift, 1),
    Feature("year_fit", _personal.year_fit, 1),
    Feature("pop_fit", _personal.pop_fit, 1, _COUNTED),
    Feature("pop_1d", _crowd.pop_1d, least_spread=_COUNTED),
    Feature("pop_3d", _crowd.pop_3d, least_spread=_COUNTED),
    Feature("pop_7d", _crowd.pop_7d, least_spread=_COUNTED),
    Feature("pop_14d", _crowd.pop_14d, least_spread=_COUNTED),
    Feature("pop_30d", _crowd.pop_30d, least_spread=_COUNTED),
    Feature("pop_trend", _crowd.pop_trend, least_spread=_COUNTED),
    Feature("novelty", _crowd.novelty),
    Feature("mean_rating", _crowd.mean_rating),
    Feature("item_age", _crowd.item_age),
)
EXTRA_FEATURES: Final[tuple[Feature, ...]] = (
    Feature("forecast", _forecast.forecast, 1),
    Feature("journeys", _others.journeys, 1, _COUNTED),
    Feature("people", _people.people, 1),
)
"""Features that extras of `whyrec.agents.dynamics` bring, each of its extra's name; they are fitted
only where the extra is on."""
BY_NAME: Final = {feature.name: feature for feature in (*FEATURES, *EXTRA_FEATURES)}


def feature_names(extras: Collection[str] = ()) -> tuple[str, ...]:
    """All features with those of some extras, in the order in which they are tabled."""
    own = tuple(feature.name for feature in FEATURES)
    return own + tuple(feature.name for feature in EXTRA_FEATURES if feature.name in extras)


def compute(facts: Facts, names: Sequence[str]) -> Matrix:
    """The named features, standardised within this list, (c, len(names))."""
    features = [BY_NAME[name] for name in names]
    columns = [feature.column(facts) for feature in features]
    raw = np.stack(columns, axis=1) if columns else np.zeros((len(facts.items), 0))
    return standardise(raw, np.array([feature.least_spread for feature in features]))


def standardise(raw: Matrix, least_spread: NDArray[np.float64] | float = 0.0) -> Matrix:
    """``(x − mean) / max(sd, least_spread)`` a column, clipped to [−10, 10].

    0 where a value is missing (not finite), and in a column that is constant.
    """
    if not len(raw):
        return raw
    present = np.isfinite(raw)
    filled = np.where(present, raw, 0.0)
    count = np.maximum(present.sum(axis=0), 1)
    mean = filled.sum(axis=0) / count
    deviation = np.where(present, raw - mean, 0.0)
    sd = np.sqrt((deviation**2).sum(axis=0) / count)
    # What is constant up to rounding carries no order; dividing by its noise would invent one.
    flat = sd <= 1e-9 * np.maximum(np.abs(mean), 1.0)
    spread = np.where(flat, 1.0, np.maximum(sd, least_spread))
    return np.asarray(np.clip(deviation / spread * ~flat, -10.0, 10.0))
