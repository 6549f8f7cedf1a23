"""Tables and curves of a diversity run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from whyrec.evals.balance._measures import Array, Measured
from whyrec.evals.balance._variants import DEFAULT, Sweep
from whyrec.evals.metrics import Interval, bootstrap, holm, paired_bootstrap
from whyrec.evals.report import Cell, Column, Plot, Series, Table, Value

_ACROSS: Final[dict[str, Callable[[Measured], float]]] = {
    "diversity in the list": lambda one: float(np.nanmean(one.diversity)),
    "coverage of the catalogue": lambda one: one.coverage,
    "novelty in bits": lambda one: float(np.nanmean(one.novelty)),
    "miscalibration of genres in nats": lambda one: float(np.nanmean(one.kinds_off)),
    "miscalibration of interests in nats": lambda one: float(np.nanmean(one.interests_off)),
}


def measures_table(rows: Sequence[Measured]) -> Table:
    """Every measure of every variant, with 95 % intervals over users."""
    k = rows[0].ground.k
    columns = [
        Column(name="list"),
        Column(name=f"HR@{k}", kind="interval", better="higher"),
        Column(name=f"NDCG@{k}", kind="interval", better="higher"),
        Column(name="diversity", explanation="1 − mean cosine", kind="interval"),
        Column(name="coverage", explanation="share of the catalogue", kind="percent"),
        Column(name="novelty", explanation="bits", kind="interval"),
        Column(name="genres off", explanation="KL, nats", kind="interval", better="lower"),
        Column(name="interests off", explanation="KL, nats", kind="interval", better="lower"),
        Column(name="of one genre", explanation="most in a list", kind="interval"),
    ]
    cells: list[list[Cell]] = [
        [
            one.name,
            _cell(one.hits),
            _cell(one.gain),
            _cell(one.diversity),
            one.coverage,
            _cell(one.novelty),
            _cell(one.kinds_off),
            _cell(one.interests_off),
            _cell(one.fullest),
        ]
        for one in rows
    ]
    note = (
        f"Means over {len(rows[0].hits):,} users with 95 % bootstrap intervals. Genres are held "
        "against the whole history, interests against the profile."
    )
    return Table(title="What each parameter does", columns=columns, rows=cells, note=note)


def price_table(rows: Sequence[Measured]) -> Table:
    """What each variant is ahead of the default, paired by user."""
    default = next(one for one in rows if one.name == DEFAULT)
    others = [one for one in rows if one is not default]
    k = default.ground.k
    hits = [paired_bootstrap(one.hits, default.hits) for one in others]
    gains = [paired_bootstrap(one.gain, default.gain) for one in others]
    adjusted = [holm(np.array([d.p for d in found])) for found in (hits, gains)]
    cells: list[list[Cell]] = []
    for place, one in enumerate(others):
        row: list[Cell] = [one.name]
        for found, corrected in zip((hits, gains), adjusted, strict=True):
            d = found[place]
            row += [
                Value.of(d),
                d.p,
                float(corrected[place]),
            ]
        cells.append(row)
    columns = [Column(name="list")]
    for name in (f"HR@{k}", f"NDCG@{k}"):
        columns += [
            Column(name=name, explanation="difference", kind="interval"),
            Column(name=f"p ({name})", kind="number"),
            Column(name=f"Holm ({name})", explanation="p, corrected", kind="number"),
        ]
    return Table(
        title="What it costs against the default",
        columns=columns,
        rows=cells,
        note="Below 0: less accurate than the default. Paired bootstrap over the same users; "
        "Holm's correction over the rows of the column.",
    )


def curves(sweeps: Sequence[Sweep], measured: Mapping[str, Measured]) -> list[Plot]:
    """Accuracy against each of the other measures, one line a parameter."""
    k = measured[DEFAULT].ground.k
    found = []
    for x, across in _ACROSS.items():
        for y in (f"HR@{k}", f"NDCG@{k}"):
            series = []
            for sweep in sweeps:
                rows = [measured[variant.name] for variant in sweep.variants]
                up = [bootstrap(one.hits if y.startswith("HR") else one.gain) for one in rows]
                series.append(
                    Series(
                        name=sweep.name,
                        x=[across(one) for one in rows],
                        y=[one.mean for one in up],
                        low=[one.low for one in up],
                        high=[one.high for one in up],
                    )
                )
            found.append(Plot(title=f"{y} against {x}", kind="line", x=x, y=y, series=series))
    return found


def _cell(values: Array) -> Cell:
    found: Interval = bootstrap(values)
    return Value.of(found)
