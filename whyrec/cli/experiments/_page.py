"""An experiment's report as a page with tables and plots, as evals have it."""

from __future__ import annotations

from collections.abc import Iterator

from whyrec.cli.experiments._view import changes
from whyrec.domain import Compared, Difference, ExperimentReport, Rate, VariantReport
from whyrec.evals.report import Check, Column, Plot, Report, Section, Series, Table, Value

NAMES = {
    "click": "clicks",
    "like": "likes",
    "conversion": "conversions",
    "slow": "slow lists",
    "degraded": "lists without the model",
    "empty": "empty lists",
    "dislikes": "dislikes",
    "refused": "feedback that counts nothing",
}


def page_of(report: ExperimentReport) -> Report:
    """The same for people."""
    definition = report.experiment.definition
    return Report(
        title=f"Experiment {definition.name}",
        suite=definition.name,
        started_at=min(report.experiment.starts_at, report.as_of),
        finished_at=report.as_of,
        summary=(report.verdict,),
        checks=tuple(_checks(report)),
        sections=(
            Section(title="What was tried", tables=(_variants(report),)),
            Section(
                title="What users did",
                text="Shares of lists that were answered so. Intervals count users, not lists, as "
                "independent. The confidence sequence holds however often one looks.",
                tables=(_rates(report), *_differences(report)),
                plots=tuple(_plots(report)),
            ),
            Section(
                title="Guards",
                text="Shares of lists; a guard is broken when its difference to the control is "
                "for certain above what is tolerated.",
                tables=(_guards(report),),
            ),
        ),
        command=f"whyrec experiments report {definition.name}",
        settings=definition.model_dump_json(indent=2, exclude_defaults=True),
    )


def _variants(report: ExperimentReport) -> Table:
    given = {v.name: changes(v) for v in report.experiment.definition.variants}
    return Table(
        title="Variants",
        columns=(
            Column(name="variant"),
            Column(name="changes"),
            Column(name="users", kind="count"),
            Column(name="lists", kind="count"),
            Column(name="reasons asked for", kind="count"),
            Column(name="p95", explanation="seconds that 95 % of lists took at most"),
        ),
        rows=tuple(
            (v.name, given[v.name], v.users, v.lists, v.explanations, v.seconds_p95)
            for v in report.variants
        ),
    )


def _rates(report: ExperimentReport) -> Table:
    names = [m.name for m in report.variants[0].metrics]
    return Table(
        title="Rates with 95 % intervals",
        columns=(Column(name="variant"), *(Column(name=NAMES[n], kind="percent") for n in names)),
        rows=tuple((v.name, *(_value(m.rate) for m in v.metrics)) for v in report.variants),
    )


def _differences(report: ExperimentReport) -> Iterator[Table]:
    control = report.variants[0].name
    rows = [
        (v.name, NAMES[m.name], *_cells(m.difference))
        for v in report.variants[1:]
        for m in v.metrics
        if m.difference is not None
    ]
    yield Table(
        title=f"Differences to {control}",
        columns=(
            Column(name="variant"),
            Column(name="of"),
            Column(name="single look", kind="percent", explanation="95 % interval"),
            Column(name="any number of looks", kind="percent", explanation="confidence sequence"),
            Column(name="p", explanation="always valid"),
        ),
        rows=tuple(rows),
        note="Only what decides is judged: the others are there to be understood.",
    )


def _cells(of: Difference) -> tuple[Value, Value, float]:
    return (
        Value(mean=of.value, low=of.low, high=of.high),
        Value(mean=of.value, low=of.always_low, high=of.always_high),
        of.p,
    )


def _guards(report: ExperimentReport) -> Table:
    return Table(
        title="Guards with 95 % intervals",
        columns=(
            Column(name="variant"),
            *(Column(name=NAMES[g.name], kind="percent") for g in report.variants[0].guards),
        ),
        rows=tuple((v.name, *(_value(g.rate) for g in v.guards)) for v in report.variants),
    )


def _checks(report: ExperimentReport) -> Iterator[Check]:
    if report.mismatch_p is not None:
        yield Check(
            name="users are split as wanted (chi-square p)",
            required="≥ 0.0005",
            measured=report.mismatch_p,
            passed=not report.mismatched,
        )
    tolerated = report.experiment.definition.guards
    for variant in report.variants[1:]:
        for guard in variant.guards:
            if guard.difference is not None and guard.difference.value is not None:
                yield _check(variant, guard, getattr(tolerated, guard.name))


def _check(variant: VariantReport, guard: Compared, tolerated: float) -> Check:
    assert guard.difference is not None
    return Check(
        name=f"{variant.name}: {NAMES[guard.name]}",
        required=f"not for certain more than {tolerated:g} above the control",
        measured=Value(
            mean=guard.difference.value,
            low=guard.difference.always_low,
            high=guard.difference.always_high,
        ),
        passed=not guard.broken,
    )


def _plots(report: ExperimentReport) -> Iterator[Plot]:
    if not report.curve:
        return
    definition = report.experiment.definition
    lists = [float(point.lists) for point in report.curve]
    note = "Bands are confidence sequences; where there is none, too little was known yet."
    yield Plot(
        title=f"Share of lists with {NAMES[definition.metric]}",
        kind="line",
        x="lists shown",
        y="share",
        series=tuple(
            _series(variant.name, lists, [point.rates[n] for point in report.curve])
            for n, variant in enumerate(report.variants)
        ),
        note=note,
    )
    yield Plot(
        title=f"Difference to {report.variants[0].name}",
        kind="line",
        x="lists shown",
        y="difference of shares",
        series=tuple(
            Series(
                name=variant.name,
                x=lists,
                y=[point.differences[n].value for point in report.curve],
                low=[point.differences[n].always_low for point in report.curve],
                high=[point.differences[n].always_high for point in report.curve],
            )
            for n, variant in enumerate(report.variants[1:])
        ),
        note=note,
    )


def _series(name: str, lists: list[float], rates: list[Rate]) -> Series:
    return Series(
        name=name,
        x=lists,
        y=[r.value for r in rates],
        low=[r.low for r in rates],
        high=[r.high for r in rates],
    )


def _value(of: Rate) -> Value:
    return Value(mean=of.value, low=of.low, high=of.high)
