"""Fitting the ranker's weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank import BY_NAME, JUDGEMENT, LinearModel, Weights
from whyrec.evals._home import DataSet
from whyrec.evals.ranking._choice_model import Bounds, calibrate, fit_choice
from whyrec.evals.ranking._training import Training

RIDGE: Final = 3e-3
LEAST: Final = {"interest_long": 0.03, "interest_short": 0.03, "dislike": 0.05}
"""Smallest weights, before calibration: what the profile says moves the list, also where popularity
explains a data set nearly alone."""
_DIGITS = 5


def bounds_of(names: Sequence[str]) -> Bounds:
    """Bounds that keep each weight's sign right and the profile's weights above `LEAST`."""
    sign = {feature.name: feature.sign for feature in BY_NAME.values()}
    found: list[tuple[float | None, float | None]] = []
    for name in names:
        least = LEAST.get(name, 0.0)
        found.append({1: (least, None), -1: (None, -least), 0: (None, None)}[sign[name]])
    return found


def fit(training: Training, names: Sequence[str] | None = None) -> LinearModel:
    """Fit a set of weights without the model by conditional logit, calibrated by Platt scaling.

    Args:
        training: The choices.
        names: Features to use; by default all of them.
    """
    used = tuple(training.names if names is None else names)
    columns = [training.names.index(name) for name in used]
    choices = [choice._replace(columns=choice.columns[:, columns]) for choice in training.choices]
    weights = fit_choice(choices, bounds_of(used), ridge=RIDGE)
    scale, bias = calibrate(choices, weights)
    return _linear(used, scale * weights, bias)


def artifact(data: DataSet, without: LinearModel, judgement: float, protocol: str) -> Weights:
    """Both sets of weights as the artifact that ranking reads.

    Args:
        data: What was fitted on.
        without: The set without the model.
        judgement: Weight of the standardised judgement in the other set, ≥ 0. The bias drops by
            half its square, the mean by which a standardised judgement would lift probabilities.
        protocol: How it was fitted, in words that repeat it.
    """
    with_model = LinearModel(
        weights={**without.weights, JUDGEMENT: round(judgement, _DIGITS)},
        bias=round(without.bias - judgement**2 / 2, _DIGITS),
    )
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
