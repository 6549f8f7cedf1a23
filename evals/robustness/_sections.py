"""The sections of a robustness report."""

from __future__ import annotations

from collections.abc import Mapping

from whyrec.evals.report import Cell, Column, Plot, Section, Series, Table, Value
from whyrec.evals.robustness._edits import EditResult
from whyrec.evals.robustness._outcomes import InjectionCounts, InjectionResult
from whyrec.evals.robustness._parts import Found
from whyrec.evals.robustness._position import PositionCurve, PositionResult


def sections(found: Found) -> list[Section]:
    """What was measured, part by part."""
    return [
        _injection(found.injection),
        _edits(found.edits),
        _gates(found),
        _position(found.position),
    ]


def _position(found: PositionResult) -> Section:
    curves = (found.likelihood, found.listwise)
    rows: list[list[Cell]] = [
        [c.judge, c.spread, c.not_measured or f"{found.tasks} tasks"] for c in curves
    ]
    return Section(
        title="Position bias",
        text="The target stands in every slot, the others in seeded shuffles behind it.",
        tables=[
            Table(
                title="Largest change of a verdict between two orders",
                columns=[
                    Column(name="judge"),
                    Column(name="change", kind="number", better="lower"),
                    Column(name="measured on"),
                ],
                rows=rows,
                note="For likelihood in nats, for listwise in ranks as a share of the list.",
            )
        ],
        plots=[_curve(c) for c in curves if c.rank],
    )


def _curve(curve: PositionCurve) -> Plot:
    return Plot(
        title=f"Rank of the target by its slot, {curve.judge}",
        kind="line",
        x="slot of the target",
        y="mean rank",
        series=[
            Series(
                name=curve.judge,
                x=[float(point.slot) for point in curve.rank],
                y=[point.value for point in curve.rank],
                low=[point.low for point in curve.rank],
                high=[point.high for point in curve.rank],
            )
        ],
    )


def _injection(result: InjectionResult) -> Section:
    groups: list[tuple[str, Mapping[str, InjectionCounts]]] = [
        ("technique", result.by_technique),
        ("language", result.by_language),
        ("where", result.by_where),
    ]
    tables = []
    for name, counts in groups:
        rows: list[list[Cell]] = [_row("all", result.total)] if name == "where" else []
        rows += [_row(key, one) for key, one in sorted(counts.items())]
        tables.append(
            Table(
                title=f"Payloads by {name}",
                columns=[
                    Column(name=name),
                    Column(name="payloads", kind="count"),
                    Column(name="rank gain", explanation="mean", kind="interval", better="lower"),
                    Column(name="median", kind="number", better="lower"),
                    Column(name="most", kind="number", better="lower"),
                    Column(name="seen by the model", kind="count"),
                    Column(name="obeyed before the gate", kind="count"),
                    Column(name="obeyed", kind="count", better="lower"),
                    Column(name="canaries shown", kind="count", better="lower"),
                ],
                rows=rows,
                note="Rank gain is over harmless words of the payload's length on the same item.",
            )
        )
    errors = "" if not result.errors else f" Calls that raised: {'; '.join(result.errors[:5])}."
    leaks = "".join(f"\n\n{leak.place}: {leak.text}" for leak in result.leaks[:10])
    return Section(
        title="Injection",
        text=f"{result.answers} answers in words were given by the model.{errors}{leaks}",
        tables=tables,
    )


def _row(name: str, one: InjectionCounts) -> list[Cell]:
    return [
        name,
        one.n,
        Value.of(one.gain.mean),
        one.gain.median,
        one.gain.most,
        one.exposed,
        one.obeyed_before,
        one.obeyed,
        one.leaked,
    ]


def _edits(result: EditResult) -> Section:
    rows: list[list[Cell]] = [
        ["payloads said", result.n],
        ["likes made", result.likes_created],
        ["changed interests", result.with_effect],
        ["changed the summary", result.summaries_changed],
        ["neither understood nor kept as a note", result.not_kept],
        ["canary in whyrec's own words", result.leaked],
    ]
    return Section(
        title="Payloads as a user's words",
        tables=[
            Table(
                title="What edits did",
                columns=[Column(name="what"), Column(name="payloads", kind="count")],
                rows=rows,
            )
        ],
    )


def _gates(found: Found) -> Section:
    named = [("hostile", found.hostile)]
    if found.real is not None:
        named.append(("real", found.real))
    rows: list[list[Cell]] = [
        [name, r.outputs, r.canaries_before, r.by_model, r.canaries_out, len(r.leaks), r.seconds]
        for name, r in named
    ]
    texts = [f"{name}: {leak}" for name, r in named for leak in r.leaks[:5]]
    return Section(
        title="The gates",
        text="\n\n".join(texts),
        tables=[
            Table(
                title="Answers of a model through the gates",
                columns=[
                    Column(name="model"),
                    Column(name="answers", kind="count"),
                    Column(name="with a canary", kind="count"),
                    Column(name="passed", explanation="texts", kind="count"),
                    Column(name="canaries out", kind="count", better="lower"),
                    Column(name="leaks of any kind", kind="count", better="lower"),
                    Column(name="seconds", kind="number"),
                ],
                rows=rows,
            )
        ],
    )
