"""The scale that ratings are on: declared, or inferred from their range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from whyrec.errors import InputError

_CUSTOMARY = (5.0, 10.0, 100.0)
_SHARE = 0.99
_FURTHEST = 1e6


class Scale(NamedTuple):
    """From the worst rating to the best."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"

    @classmethod
    def checked(cls, low: float, high: float) -> Scale:
        """A scale of two numbers between -1,000,000 and 1,000,000, the first one smaller.

        Raises:
            InputError: They are not.
        """
        # Sums of squares of what lies within stay far from infinity. NaN fails here, too.
        if not -_FURTHEST <= low < high <= _FURTHEST:
            raise InputError(
                f"A rating scale from {low:g} to {high:g} is none.",
                remedy="Give the lowest and the highest possible rating, such as 0.5 and 5, within "
                "-1,000,000 and 1,000,000.",
                field="rating_scale",
            )
        return cls(float(low), float(high))


def infer_scale(times: Mapping[float, int]) -> Scale | None:
    """The customary scale (0 to 5, 10 or 100) that holds at least 99 % of the ratings.

    Args:
        times: How often each rating occurs.

    Returns:
        The scale, or None where there are no ratings.

    Raises:
        InputError: None of them does.
    """
    total = sum(times.values())
    if not total:
        return None
    for high in _CUSTOMARY:
        if sum(n for value, n in times.items() if 0 <= value <= high) >= _SHARE * total:
            return Scale(0.0, high)
    raise InputError(
        f"The ratings, from {min(times):g} to {max(times):g}, are on no customary scale.",
        remedy="Give the lowest and the highest possible rating as the rating scale.",
    )
