"""What a forecast suite says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.evals.forecast._crowds import REAL, SIMULATED
from whyrec.evals.forecast._measure import TRUTH
from whyrec.evals.forecast._moments import AHEAD, Floats
from whyrec.evals.forecast._outcomes import Fitted, Outcome, Scored
from whyrec.evals.forecast._rivals import FORECAST, LONG_SHARE, RIVALS, SAME_AS_LAST
from whyrec.evals.forecast._scores import METRICS
from whyrec.evals.metrics import Difference, bootstrap, holm, paired_bootstrap
from whyrec.evals.report import Cell, Check, Column, Section, Table, Value

ALPHA = 0.05
_BEATEN = (SAME_AS_LAST, LONG_SHARE)
_AWAY = 2 * len(METRICS)
_TEXT = {
    REAL: "Weights are fitted, block by block, on the moments before; every rule is smoothed with "
    "everybody's shares as much as was best before. Users count alike.",
    "steady": "Three tastes with shares that stay; a tenth of the events on anything.",
    "seasonal": "Three tastes at one turn of the year, three others at the other.",
    "chained": "After each taste, with chance .7, the next of a ring of eight that all follow.",
}


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """What came out, in short sentences."""
    told = []
    for rival in _BEATEN:
        loss, one, three = (_against(outcomes, REAL, rival, place) for place in range(3))
        told.append(
            f"Against {rival}: {loss.difference:+.4f} nats an event, HR@1 {one.difference:+.4f}, "
            f"HR@3 {three.difference:+.4f} ({loss.n:,} users)."
        )
    return told


def checks(outcomes: Sequence[Outcome]) -> list[Check]:
    """The forecast is better than both rules by each metric, all six together (Holm)."""
    claims = [(rival, place) for rival in _BEATEN for place in range(len(METRICS))]
    found = [_against(outcomes, REAL, rival, place) for rival, place in claims]
    adjusted = holm([one.p for one in found])
    made = []
    for (rival, place), one, p in zip(claims, found, adjusted.tolist(), strict=True):
        better = one.difference < 0 if place == 0 else one.difference > 0
        made.append(
            Check(
                name=f"{METRICS[place]} against {rival}",
                required=f"better, p < {ALPHA} (Holm)",
                measured=f"{one.difference:+.4f} ({one.low:+.4f} to {one.high:+.4f}), p = {p:.4f}",
                passed=bool(better and p < ALPHA),
            )
        )
    return made


def sections(outcomes: Sequence[Outcome]) -> list[Section]:
    """A section for each crowd that was asked about."""
    crowds = [c for c in (REAL, *SIMULATED) if any(True for _ in _scored(outcomes, c))]
    return [_section(outcomes, crowd) for crowd in crowds]


def _section(outcomes: Sequence[Outcome], crowd: str) -> Section:
    return Section(
        title=crowd[0].upper() + crowd[1:],
        text=_TEXT[crowd],
        tables=[
            _rows(outcomes, crowd),
            _differences(outcomes, crowd),
            *_weights(outcomes, crowd),
        ],
    )


def _rows(outcomes: Sequence[Outcome], crowd: str) -> Table:
    planted = crowd != REAL
    names = [rival.name for rival in RIVALS] + ([TRUTH] if planted else [])
    places = range(_AWAY + 1 if planted else _AWAY)
    rows: list[list[Cell]] = [
        [name, *(Value.of(bootstrap(_numbers(outcomes, crowd, name, p))) for p in places)]
        for name in names
    ]
    columns = [Column(name="forecast by")]
    for when in ("next", f"next {AHEAD}"):
        columns += [
            Column(
                name=f"{metric}, {when}",
                explanation="nats an event, lower is better"
                if metric == METRICS[0]
                else "of a topic drawn from what came",
                kind="interval",
            )
            for metric in METRICS
        ]
    if planted:
        columns.append(
            Column(name="from the truth", explanation="nats, 0 is the truth", kind="interval")
        )
    users = list(_scored(outcomes, crowd))
    note = f"{len(users):,} users, {sum(one.moments for one in users):,} moments."
    return Table(title=f"How well it is told: {crowd}", columns=columns, rows=rows, note=note)


def _differences(outcomes: Sequence[Outcome], crowd: str) -> Table:
    rows: list[list[Cell]] = []
    for rival in (r.name for r in RIVALS[1:]):
        found = [_against(outcomes, crowd, rival, place) for place in range(_AWAY)]
        rows.append(
            [rival, *(f"{d.difference:+.4f} ({d.low:+.4f} to {d.high:+.4f})" for d in found)]
        )
    names = [f"{metric}, {when}" for when in ("next", f"next {AHEAD}") for metric in METRICS]
    return Table(
        title=f"The forecast less each rule: {crowd}",
        columns=[Column(name="rule"), *(Column(name=name) for name in names)],
        rows=rows,
        note="Paired by user; below 0 is better for log-loss, above 0 for hit-rates.",
    )


def _weights(outcomes: Sequence[Outcome], crowd: str) -> list[Table]:
    return [
        Table(
            title=f"Weights of the parts: {crowd}",
            columns=[Column(name="part"), Column(name="weight", kind="number")],
            rows=[[name, weight] for name, weight in one.weights.items()],
            note=f"Fitted on {one.moments:,} moments.",
        )
        for one in outcomes
        if isinstance(one, Fitted) and one.crowd == crowd
    ]


def _scored(outcomes: Sequence[Outcome], crowd: str) -> list[Scored]:
    return [o for o in outcomes if isinstance(o, Scored) and o.crowd == crowd]


def _numbers(outcomes: Sequence[Outcome], crowd: str, name: str, place: int) -> Floats:
    """By user; NaN where there is no number, (u,)."""
    found = [one.rows[name][place] for one in _scored(outcomes, crowd)]
    return np.array([np.nan if x is None else x for x in found], dtype=np.float64)


def _against(outcomes: Sequence[Outcome], crowd: str, rival: str, place: int) -> Difference:
    own, other = (_numbers(outcomes, crowd, name, place) for name in (FORECAST, rival))
    return paired_bootstrap(own, other)
