"""Fitting the ranker's weights on windows that end before the test begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank import (
    FEATURES,
    JUDGEMENT,
    Facts,
    LinearModel,
    Weights,
    compute,
)
from whyrec.evals._choice_model import Bounds, Choice, calibrate, fit_choice
from whyrec.evals._data_set import DataSet
from whyrec.evals._fused import candidates_of, snapshot_of
from whyrec.evals._protocol_full import cut_moment, split_at

TRAINING_CUTS: Final = (0.5, 0.6, 0.7, 0.8)
RIDGE: Final = 3e-3
LEAST: Final = {"interest_long": 0.03, "interest_short": 0.03, "dislike": 0.05}
"""Smallest weights, before calibration: what the profile says moves the list, also where popularity
explains a data set nearly alone."""
_DIGITS = 5


def bounds_of(names: Sequence[str]) -> Bounds:
    """Bounds that keep each weight's sign right and the profile's weights above `LEAST`."""
    sign = {feature.name: feature.sign for feature in FEATURES}
    found: list[tuple[float | None, float | None]] = []
    for name in names:
        least = LEAST.get(name, 0.0)
        found.append({1: (least, None), -1: (None, -least), 0: (None, None)}[sign[name]])
    return found


def choices_of(
    data: DataSet, cut: float, until: float, names: Sequence[str], limit: int
) -> Iterator[Choice]:
    """The choices of one window: cut at ``cut``, targets up to ``until`` (shares of all events)."""
    split = split_at(
        data.catalogue,
        data.columns,
        cut_moment(data.columns, cut),
        until=cut_moment(data.columns, until),
    )
    snapshot = snapshot_of(split.task)
    users = candidates_of(split.task, snapshot, limit)
    for target, (view, candidates) in zip(split.targets.tolist(), users, strict=True):
        columns = compute(Facts(view, candidates, snapshot), names)
        place = np.flatnonzero(candidates.items == target)
        yield Choice(columns.astype(np.float32), int(place[0]) if len(place) else -1)


def fit_without_model(
    data: DataSet,
    *,
    test_cut: float = 0.9,
    limit: int = 500,
    progress: Callable[[str], None] = lambda _: None,
) -> LinearModel:
    """Fit the set without the model.

    Every training window is cut at one of `TRAINING_CUTS` and ends where the next begins, the last
    at ``test_cut``: candidates, factors and statistics are those of its own moment.
    """
    names = tuple(feature.name for feature in FEATURES)
    cuts = [cut for cut in TRAINING_CUTS if cut < test_cut]
    choices: list[Choice] = []
    for cut, until in zip(cuts, [*cuts[1:], test_cut], strict=True):
        window = list(choices_of(data, cut, until, names, limit))
        choices += window
        found = sum(choice.taken >= 0 for choice in window)
        progress(f"window {cut} to {until}: {len(window)} users, {found} targets are candidates")
    weights = fit_choice(choices, bounds_of(names), ridge=RIDGE)
    scale, bias = calibrate(choices, weights)
    return _linear(names, scale * weights, bias)


def add_judgement(base: LinearModel, judged: Sequence[Choice]) -> LinearModel:
    """The set with the model: the other, and the judgement in the proportion that fits best.

    A conditional logit over the judged candidates gives weights ``(a, c)`` of the set's log-odds
    and of the judgement, which enters with ``c / a``, at least 0: one that speaks against what was
    taken is noise of the sample. The bias drops by half the square of that, the mean by which a
    standardised judgement would lift probabilities.

    Args:
        base: The set without it.
        judged: Choices whose two columns are the log-odds and the judgement, standardised within
            each list.
    """
    own, said = fit_choice(judged, [(1e-3, None), (0.0, None)], ridge=1e-6)
    weight = float(said / own)
    names = (*base.weights, JUDGEMENT)
    weights = np.array([*base.weights.values(), weight])
    return _linear(names, weights, base.bias - weight**2 / 2)


def artifact(
    data: DataSet, without: LinearModel, with_model: LinearModel, protocol: str
) -> Weights:
    """Both sets as the artifact that ranking reads."""
    return Weights(
        without_model=without,
        with_model=with_model,
        data_fingerprint=data.fingerprint,
        protocol=protocol,
    )


def _linear(names: Sequence[str], weights: NDArray[np.float64], bias: float) -> LinearModel:
    # Rounded, so that the last bits of a sum don't make another file.
    return LinearModel(
        weights={n: round(float(w), _DIGITS) for n, w in zip(names, weights, strict=True)},
        bias=round(bias, _DIGITS),
    )
