"""The tables of a ranking run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whyrec.evals._suite import GROUNDED
from whyrec.evals.metrics import (
    bootstrap,
    brier,
    coverage,
    diversity,
    expected_calibration_error,
    gini,
    holm,
    novelty,
    paired_bootstrap,
    popularity_lift,
)
from whyrec.evals.protocols import timelines
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.report import Cell, Column, Table, Value

SHOWN = 10
"""Length of the list that metrics beyond accuracy look at."""


def accuracy_table(systems: Sequence[Scores]) -> Table:
    """Accuracy with 95 % intervals, one row a system."""
    several = any(len(case.targets) > 1 for case in systems[0].cases)
    names = ["HR@1", "HR@5", "HR@10", "NDCG@10", "MRR@50"]
    if systems[0].cases[0].candidates is None:
        names.append("HR@50")
    if several:
        names += ["recall@10", "precision@10", "F1@10", "MAP@10"]
    rows: list[list[Cell]] = [
        [one.system, *(Value.of(bootstrap(one.metric(name))) for name in names)] for one in systems
    ]
    columns = [
        Column(name="system"),
        *(Column(name=name, kind="interval", better="higher") for name in names),
    ]
    return Table(
        title="Accuracy",
        columns=columns,
        rows=rows,
        note=f"Means over {len(systems[0].cases):,} cases with 95 % bootstrap intervals.",
    )


def difference_table(main: Scores, others: Sequence[Scores]) -> Table:
    """What the main system is ahead of each other one, paired by case."""
    rows: list[list[Cell]] = []
    adjusted: dict[str, list[float]] = {}
    found = {
        name: [paired_bootstrap(main.metric(name), one.metric(name)) for one in others]
        for name in ("HR@10", "NDCG@10")
    }
    for name, differences in found.items():
        adjusted[name] = [float(p) for p in holm(np.array([d.p for d in differences]))]
    for place, other in enumerate(others):
        row: list[Cell] = [other.system]
        for name, differences in found.items():
            one = differences[place]
            row += [
                Value.of(one),
                one.p,
                adjusted[name][place],
            ]
        rows.append(row)
    columns = [Column(name="against")]
    for name in found:
        columns += [
            Column(name=name, explanation="difference", kind="interval"),
            Column(name=f"p ({name})", kind="number"),
            Column(name=f"Holm ({name})", explanation="p, corrected", kind="number"),
        ]
    return Table(
        title=f"“{main.system}” against the others",
        columns=columns,
        rows=rows,
        note="Above 0: the main system is ahead. Paired bootstrap over the same cases; Holm's "
        "correction over the rows of the column.",
    )


def beyond_table(systems: Sequence[Scores]) -> Table:
    """Coverage, exposure, novelty, popularity lift and diversity of the first ten."""
    data = systems[0].data
    items = len(data.catalogue)
    counts = np.bincount(data.crowd.until(systems[0].cases[0].as_of).item, minlength=items)
    by_user = _histories(systems[0])
    rows: list[list[Cell]] = []
    for one in systems:
        top = one.judged.top(SHOWN)
        rows.append(
            [
                one.system,
                coverage(top, SHOWN, items),
                gini(top, SHOWN, items),
                _mean(novelty(top, SHOWN, counts)),
                _mean(popularity_lift(top, SHOWN, counts, by_user)),
                _mean(diversity(top, SHOWN, data.vectors)),
            ]
        )
    return Table(
        title=f"Beyond accuracy, the first {SHOWN}",
        columns=[
            Column(name="system"),
            Column(name="coverage", explanation="share of the catalogue", kind="percent"),
            Column(name="Gini", explanation="of exposure, 0 even", kind="number"),
            Column(name="novelty", explanation="bits", kind="number"),
            Column(name="popularity lift", explanation="over the own history", kind="number"),
            Column(name="diversity", explanation="1 − mean cosine", kind="number"),
        ],
        rows=rows,
    )


def calibration_table(systems: Sequence[Scores]) -> Table | None:
    """How far predicted probabilities are off, for systems that predict any."""
    rows: list[list[Cell]] = []
    for one in systems:
        probabilities, taken = one.calibration
        if len(probabilities) and taken.any():
            rows.append(
                [
                    one.system,
                    expected_calibration_error(probabilities, taken),
                    brier(probabilities, taken),
                    float(probabilities.mean()),
                    float(taken.mean()),
                    len(taken),
                ]
            )
    if not rows:
        return None
    return Table(
        title="Calibration of the shown probabilities",
        columns=[
            Column(name="system"),
            Column(name="ECE", explanation="equal-mass bins", kind="number", better="lower"),
            Column(name="Brier", kind="number", better="lower"),
            Column(name="predicted", explanation="mean", kind="percent"),
            Column(name="observed", explanation="mean", kind="percent"),
            Column(name="shown", explanation="predictions", kind="count"),
        ],
        rows=rows,
        note="A probability speaks of the next item out of the whole catalogue. Among few given "
        "candidates it is too low by design.",
    )


def grounded_table(systems: Sequence[Scores]) -> Table | None:
    """How many explanations say only what is in the evidence, for systems that explain."""
    explaining = [one for one in systems if np.isfinite(one.metric(GROUNDED)).any()]
    if not explaining:
        return None
    return Table(
        title="Explanations whose every claim is in the evidence",
        columns=[
            Column(name="system"),
            Column(
                name="grounded", explanation="mean over cases", kind="interval", better="higher"
            ),
            Column(name="explanations", kind="count"),
        ],
        rows=[
            [
                one.system,
                Value.of(bootstrap(one.metric(GROUNDED))),
                sum(len(outcome.answer.grounded) for outcome in one.outcomes),
            ]
            for one in explaining
        ],
        note="Judged by a checker that is not the gate's code.",
    )


def cost_table(systems: Sequence[Scores]) -> Table:
    """Tokens and seconds a case."""
    n = max(len(systems[0].cases), 1)
    rows: list[list[Cell]] = [
        [
            one.system,
            one.usage.prompt_tokens / n,
            one.usage.cached_tokens / n,
            one.usage.completion_tokens / n,
            one.seconds,
            one.degraded,
        ]
        for one in systems
    ]
    return Table(
        title="Cost a case",
        columns=[
            Column(name="system"),
            Column(name="prompt tokens", kind="number", better="lower"),
            Column(name="of them cached", kind="number"),
            Column(name="generated tokens", kind="number", better="lower"),
            Column(name="seconds", explanation="median", kind="number", better="lower"),
            Column(name="degraded", explanation="cases", kind="count"),
        ],
        rows=rows,
        note="Seconds include bringing the profile up to the case's moment. Tokens that a kept "
        "generation once cost are counted again.",
    )


def _histories(scores: Scores) -> list[NDArray[np.int32]]:
    known = {t.user_id: t for t in timelines(scores.data.crowd)}
    return [known[case.user_id].item[: case.history] for case in scores.cases]


def _mean(values: NDArray[np.float64]) -> float:
    present = values[np.isfinite(values)]
    return float(present.mean()) if len(present) else float("nan")
