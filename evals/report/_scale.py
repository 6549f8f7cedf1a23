"""Axes: which numbers get a tick, and where a number lies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from whyrec.evals.report._numbers import in_words


class Tick(NamedTuple):
    """A place on an axis and what is written there."""

    at: float
    label: str


class Scale(NamedTuple):
    """A stretch of numbers laid over a stretch of the drawing."""

    low: float
    high: float
    start: float
    """Where ``low`` is drawn."""
    end: float
    """Where ``high`` is drawn."""
    ticks: tuple[Tick, ...]

    def __call__(self, number: float) -> float:
        """Where the number is drawn."""
        share = (number - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def over(self, start: float, end: float) -> Scale:
        """The same numbers over another stretch of the drawing."""
        return self._replace(start=start, end=end)


def scale_of(numbers: Iterable[float], *, zero: bool = False, count: int = 5) -> Scale:
    """A scale over 0 to 1 of the drawing that holds all numbers.

    Args:
        numbers: What has to fit on it; none gives 0 to 1.
        zero: Zero has to fit too; otherwise it does where that costs little room.
        count: About how many steps there are.
    """
    low, high = _ends(list(numbers), zero)
    step = _step((high - low) / count)
    margin = 0.03 * (high - low)
    # A scale that ends at zero ends there exactly: bars and curves stand on it.
    low, high = (low - margin if low else 0.0), (high + margin if high else 0.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = (n * step for n in range(first, last + 1))
    return Scale(low, high, 0.0, 1.0, tuple(Tick(at, _label(at, step)) for at in ticks))


def shares() -> Scale:
    """From 0 to 1 in steps of .2."""
    return Scale(0.0, 1.0, 0.0, 1.0, tuple(Tick(n / 5, f"{n / 5:.1f}") for n in range(6)))


def places(names: list[str]) -> Scale:
    """One step a name, half a step free at both ends."""
    ticks = tuple(Tick(float(n), name) for n, name in enumerate(names))
    return Scale(-0.5, max(len(names), 1) - 0.5, 0.0, 1.0, ticks)


def _ends(numbers: list[float], zero: bool) -> tuple[float, float]:
    if not numbers:
        return 0.0, 1.0
    low, high = min(numbers), max(numbers)
    if zero or 0 <= low < 0.4 * high:
        low = min(low, 0.0)
    if zero or 0 >= high > 0.4 * low:
        high = max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)) or high - low < 1e-200:
        # One number alone is read against zero: around a share of 1 there would be more than all.
        low, high = min(low, 0.0), max(high, 0.0)
        if high - low < 1e-200:
            low, high = low - 0.5, high + 0.5
    return low, high


def _step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if rough <= m * power * (1 + 1e-9))


def _label(number: float, step: float) -> str:
    if abs(number) >= 1e7 or step < 1e-6:
        return f"{number:.3g}"
    exponent = math.floor(math.log10(step) + 1e-9)
    quarter = abs(step / 10.0**exponent - 2.5) < 1e-6
    return in_words(number, decimals=max(0, -exponent + quarter))
