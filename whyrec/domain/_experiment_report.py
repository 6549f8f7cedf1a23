"""What came out of an experiment."""

from __future__ import annotations

from typing import Literal

from whyrec.domain._base import Model, UtcDatetime
from whyrec.domain._experiment import Experiment, Feedback, Guarded

Outcome = Literal["not started", "not decided", "better", "worse", "guard broken"]
"""Of one variant against the control, by the metric that decides."""


class Rate(Model):
    """A share of lists."""

    lists: int
    """Of how many."""
    hits: int
    """How many of them were answered so."""
    value: float | None
    """None without lists."""
    low: float | None
    """Lower end of the 95 % interval, which counts users and not lists as independent."""
    high: float | None
    """Upper end."""


class Difference(Model):
    """A variant's share of lists less the control's."""

    value: float | None
    low: float | None
    """Of the 95 % interval for who looks once, at a moment chosen beforehand."""
    high: float | None
    always_low: float | None
    """Of the confidence sequence: it holds however often one looks. None while too little is
    known."""
    always_high: float | None
    p: float
    """Always valid: whoever stops at the first p ≤ .05 errs in at most 5 % of cases."""


class Compared(Model):
    """One metric of one variant beside the control."""

    name: Feedback | Guarded
    rate: Rate
    difference: Difference | None
    """None for the control."""
    broken: bool = False
    """Of a guard: worse than the control by more than is tolerated, for certain."""


class VariantReport(Model):
    """What the users of one variant were shown and did."""

    name: str
    users: int
    """Who were shown a list."""
    lists: int
    explanations: int
    """Reasons for single items that were asked for."""
    seconds_p95: float | None
    """What 95 % of its lists took at most."""
    metrics: tuple[Compared, ...]
    """Clicks, likes, conversions."""
    guards: tuple[Compared, ...]
    outcome: Outcome | None
    """None for the control."""


class CurvePoint(Model):
    """What was known when so many lists had been shown."""

    lists: int
    rates: tuple[Rate, ...]
    """One a variant, by the metric that decides; the ends are those of confidence sequences."""
    differences: tuple[Difference, ...]
    """One a variant but the control."""


class ExperimentReport(Model):
    """An experiment with its results."""

    experiment: Experiment
    as_of: UtcDatetime
    verdict: str
    """In words: what there is to do."""
    variants: tuple[VariantReport, ...]
    mismatch_p: float | None
    """Chi-square: how likely the numbers of users are if they were split as wanted; None without
    users."""
    mismatched: bool
    """Whether that is so unlikely that no number here can be trusted."""
    curve: tuple[CurvePoint, ...]
