"""Tables of a report."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol, Self

from pydantic import BeforeValidator, model_validator

from whyrec.evals.report._base import Measured, Part, Several, Text, measured

Kind = Literal["text", "number", "interval", "percent", "count"]
"""How a column is written: ``percent`` has shares of 1, ``interval`` numbers with low and high."""


class Bounded(Protocol):
    """What `whyrec.evals.metrics.bootstrap` returns."""

    @property
    def mean(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


class Value(Part):
    """A number with its interval."""

    mean: Measured
    """None where it was not measured."""
    low: Measured = None
    """Lower end of the 95 % interval, None without one."""
    high: Measured = None
    """Upper end of the 95 % interval, None without one."""

    @classmethod
    def of(cls, interval: Bounded) -> Self:
        """From an interval as the metrics return it."""
        return cls(mean=interval.mean, low=interval.low, high=interval.high)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the interval from {self.low} to {self.high} is upside down")
        return self


Cell = Annotated[Text | int | float | Value | None, BeforeValidator(measured)]
"""What a table holds: text, a number, a number with its interval, or None (NaN becomes None)."""


class Column(Part):
    """Head of a column."""

    name: Text
    """Short, as ``NDCG@10``; no two columns of a table have the same."""
    explanation: Text = ""
    """Unit or meaning, as ``seconds`` or ``share of users``."""
    kind: Kind = "text"
    """How its cells are written; text may stand in any column."""
    better: Literal["higher", "lower"] | None = None
    """Which values are good; the best one is marked."""


class Table(Part):
    """Rows under named columns."""

    title: Text
    """What it shows; unique in its section."""
    columns: Several[Column]
    """At least one; the first names the row."""
    rows: Several[Several[Cell]]
    """One cell a column, in the columns' order; None is shown as "not measured"."""
    note: Text = ""
    """What a reader must know to read it rightly."""

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        if not self.columns:
            raise ValueError("a table has at least one column")
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            raise ValueError(f"two columns have the same name: {', '.join(names)}")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(names):
                raise ValueError(f"row {number} has {len(row)} cells for {len(names)} columns")
        return self


def number_of(cell: Cell) -> float | None:
    """The number in a cell, the mean of an interval; None for text and what is missing."""
    if isinstance(cell, Value):
        return cell.mean
    return None if isinstance(cell, str) else cell
