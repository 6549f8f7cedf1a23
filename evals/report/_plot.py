"""Plots of a report: the data, not the drawing."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from whyrec.evals.report._base import Measured, Part, Several, Text


class Series(Part):
    """One line, one colour of bars, or one kind of points."""

    name: Text
    """For the legend; may be empty where it is the only one."""
    x: Several[float] | Several[Text]
    """Places, or names of categories in the order in which they are shown."""
    y: Several[Measured]
    """One value a place, None where nothing was measured."""
    low: Several[Measured] | None = None
    """Lower ends of the values' 95 % intervals; with ``high`` or not at all."""
    high: Several[Measured] | None = None
    """Upper ends of the values' 95 % intervals."""

    @property
    def places(self) -> tuple[float | str, ...]:
        """``x``, whatever it holds."""
        return tuple(self.x)

    @property
    def bounds(self) -> tuple[tuple[float | None, float | None], ...]:
        """Lower and upper end at each place."""
        if self.low is None or self.high is None:
            return ((None, None),) * len(self.y)
        return tuple(zip(self.low, self.high, strict=True))

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval needs both low and high")
        lengths = {len(part) for part in (self.x, self.y, self.low, self.high) if part is not None}
        if len(lengths) > 1:
            raise ValueError("x, y, low and high are of one length")
        for low, high in self.bounds:
            if low is not None and high is not None and low > high:
                raise ValueError(f"the interval from {low} to {high} is upside down")
        return self


class Plot(Part):
    """One drawing."""

    title: Text
    """What it shows."""
    kind: Literal["line", "bar", "scatter", "calibration"]
    """``bar`` takes categories (numbers are read as such), ``line`` categories or numbers,
    ``scatter`` numbers, ``calibration`` predicted (x) and observed (y) shares of 1."""
    x: Text
    """What x is, with its unit."""
    y: Text
    """What y is, with its unit."""
    series: Several[Series]
    """What is drawn, in the order of the legend."""
    note: Text = ""
    """What a reader must know to read it rightly."""

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        named = {isinstance(x, str) for series in self.series for x in series.x}
        if len(named) > 1:
            raise ValueError("x is numbers in all series or names in all")
        if True in named and self.kind in ("scatter", "calibration"):
            raise ValueError(f"a {self.kind} plot needs numbers on x")
        if self.kind == "calibration":
            points = [v for s in self.series for v in (*s.x, *s.y) if isinstance(v, float)]
            if any(not 0 <= point <= 1 for point in points):
                raise ValueError("a calibration plot shows shares between 0 and 1")
        return self
