"""Means over users with their intervals, as tables and plots hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.health._outcomes import Group, Life
from whyrec.evals.metrics import bootstrap
from whyrec.evals.report import Series, Value

GROUPS: Final[Mapping[Group, str]] = {
    "real": "of the data set",
    "batched": "of the data set, events in batches",
    "confirmed": "simulated, planted taste confirmed",
    "never": "simulated, planted taste never again",
    "drifting": "simulated, drifting taste",
}
"""What a group is called in tables."""


def present(lives: Sequence[Life]) -> list[Group]:
    """The groups that somebody belongs to, in the order of `GROUPS`."""
    return [group for group in GROUPS if any(life.group == group for life in lives)]


def array(values: Iterable[float | None]) -> NDArray[np.float64]:
    """One number a user, NaN for None, (u,)."""
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def value(numbers: Iterable[float | None]) -> Value:
    """Mean over users with its 95 % bootstrap interval."""
    return Value.of(bootstrap(array(numbers)))


def line(name: str, points: Mapping[int, Sequence[float | None]]) -> Series:
    """A line of means over users with their intervals, by number of updates."""
    known = {x: bootstrap(array(numbers)) for x, numbers in sorted(points.items()) if numbers}
    return Series(
        name=name,
        x=[float(x) for x in known],
        y=[found.mean for found in known.values()],
        low=[found.low for found in known.values()],
        high=[found.high for found in known.values()],
    )
