"""What came out of an experiment: exposures and events from the store, made into numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import get_args

import numpy as np

from whyrec._experiment_lists import FEEDBACK, SLOW, ListsShown, lists_shown
from whyrec._world import World
from whyrec.agents.experiments import (
    MISMATCH,
    RateEstimate,
    Totals,
    difference,
    mismatch,
    observations,
    rate,
    sequence,
    verdict,
)
from whyrec.domain import (
    Compared,
    CurvePoint,
    Difference,
    Experiment,
    ExperimentReport,
    Feedback,
    Guarded,
    Outcome,
    Rate,
    VariantReport,
)

ALPHA = 0.05
"""Chance that anything is called better or worse, or a guard broken, and is not."""
POINTS = 40
"""Moments in the curve."""

GUARDS: tuple[Guarded, ...] = get_args(Guarded)


def report_of(world: World, tenant: str, experiment: Experiment) -> ExperimentReport:
    """See `Experiments.report`. Reads every event of every user who was shown something."""
    shown = world.store.exposures.of_experiment(tenant, experiment.name)
    lists = lists_shown(world, tenant, experiment, [one for one in shown if one.kind == "list"])
    variants = experiment.definition.variants
    explained = [sum(o.kind == "why" and o.variant == v.name for o in shown) for v in variants]
    reports = [_variant(experiment, lists, n, explained[n]) for n in range(len(variants))]
    split = mismatch([r.users for r in reports], [v.weight for v in variants])
    wrong = split is not None and split < MISMATCH
    return ExperimentReport(
        experiment=experiment,
        as_of=datetime.now(UTC),
        verdict=_told(experiment, reports, wrong),
        variants=tuple(reports),
        mismatch_p=split,
        mismatched=wrong,
        curve=_curve(experiment, lists),
    )


def _told(experiment: Experiment, reports: Sequence[VariantReport], wrong: bool) -> str:
    if experiment.starts_at > datetime.now(UTC):
        return f"It starts at {experiment.starts_at:%Y-%m-%d %H:%M} UTC."
    return verdict(reports, experiment.definition.metric, mismatched=wrong)


def _variant(
    experiment: Experiment, lists: ListsShown, number: int, explained: int
) -> VariantReport:
    definition = experiment.definition
    own = lists.variant == number
    others = len(definition.variants) - 1
    metrics = tuple(_compared(experiment, lists, name, number, others) for name in FEEDBACK)
    guards = tuple(
        _guarded(experiment, lists, name, number, others * len(GUARDS)) for name in GUARDS
    )
    deciding = metrics[FEEDBACK.index(definition.metric)]
    return VariantReport(
        name=definition.variants[number].name,
        users=len(np.unique(lists.user[own])),
        lists=int(own.sum()),
        explanations=explained,
        seconds_p95=float(np.quantile(lists.seconds[own], SLOW)) if own.any() else None,
        metrics=metrics,
        guards=guards,
        outcome=_outcome(deciding.difference, any(g.broken for g in guards)) if number else None,
    )


def _outcome(found: Difference | None, broken: bool) -> Outcome:
    if broken:
        return "guard broken"
    if found is None or found.always_low is None or found.always_high is None:
        return "not decided"
    if found.always_low > 0:
        return "better"
    return "worse" if found.always_high < 0 else "not decided"


def _compared(
    experiment: Experiment,
    lists: ListsShown,
    name: Feedback | Guarded,
    number: int,
    looks: int,
    until: int | None = None,
) -> Compared:
    own = lists.totals(name, number, until)
    found = rate(own)
    told = _rate(own, found)
    if not number:
        return Compared(name=name, rate=told, difference=None)
    control = lists.totals(name, 0, until)
    apart = difference(found, rate(control))
    t = observations(own, control, apart)
    always = sequence(apart, t, experiment.definition.planned_lists, alpha=ALPHA, looks=looks)
    return Compared(
        name=name,
        rate=told,
        difference=Difference(
            value=_number(apart.value),
            low=_number(apart.low),
            high=_number(apart.high),
            always_low=_number(always.low),
            always_high=_number(always.high),
            p=always.p,
        ),
    )


def _guarded(
    experiment: Experiment, lists: ListsShown, name: Guarded, number: int, looks: int
) -> Compared:
    found = _compared(experiment, lists, name, number, looks)
    worst = found.difference.always_low if found.difference else None
    tolerated = getattr(experiment.definition.guards, name)
    return found.model_copy(update={"broken": worst is not None and worst > tolerated})


def _curve(experiment: Experiment, lists: ListsShown) -> tuple[CurvePoint, ...]:
    """What was known after each fortieth of the lists."""
    total = len(lists.variant)
    places = sorted({int(n) for n in np.linspace(0, total, POINTS + 1)[1:]}) if total else []
    metric, count = experiment.definition.metric, len(experiment.definition.variants)
    points = []
    for until in places:
        rates = []
        for number in range(count):
            own = lists.totals(metric, number, until)
            found = rate(own)
            planned = experiment.definition.planned_lists / count
            always = sequence(found, found.effective, planned, alpha=ALPHA)
            around = RateEstimate(found.value, found.error, always.low, always.high)
            rates.append(_rate(own, around))
        apart = [
            _compared(experiment, lists, metric, n, count - 1, until).difference
            for n in range(1, count)
        ]
        points.append(
            CurvePoint(
                lists=until,
                rates=tuple(rates),
                differences=tuple(one for one in apart if one is not None),
            )
        )
    return tuple(points)


def _rate(of: Totals, found: RateEstimate) -> Rate:
    low, high = _number(found.low), _number(found.high)
    return Rate(
        lists=int(of.lists),
        hits=int(of.hits),
        value=_number(found.value),
        low=None if low is None else max(low, 0.0),
        high=None if high is None else min(high, 1.0),
    )


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
