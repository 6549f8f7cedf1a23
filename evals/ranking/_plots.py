"""The plots of a ranking run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics import bootstrap, reliability
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.report import Plot, Series

_KS = (1, 2, 3, 5, 10, 15, 20, 30, 50)
_BUCKETS = 4


def hit_rate_by_k(systems: Sequence[Scores]) -> Plot:
    """HR@k for growing k."""
    candidates = systems[0].cases[0].candidates
    most = 50 if candidates is None else len(candidates)
    ks = [k for k in _KS if k <= most]
    series = []
    for one in systems:
        found = [bootstrap(one.metric(f"HR@{k}")) for k in ks]
        series.append(
            Series(
                name=one.system,
                x=[float(k) for k in ks],
                y=[f.mean for f in found],
                low=[f.low for f in found],
                high=[f.high for f in found],
            )
        )
    return Plot(title="Hit-rate by k", kind="line", x="k", y="HR@k", series=series)


def hit_rate_by_history(systems: Sequence[Scores]) -> Plot:
    """HR@10 by how long a user's history is."""
    lengths = np.array([case.history for case in systems[0].cases], dtype=np.float64)
    return _by_bucket(
        systems, lengths, "Hit-rate by length of history", "interactions before the moment"
    )


def hit_rate_by_popularity(systems: Sequence[Scores]) -> Plot:
    """HR@10 by how popular the target was at the moment."""
    crowd, index = systems[0].data.crowd, systems[0].data.catalogue.index
    counts = np.array(
        [
            np.count_nonzero(crowd.until(case.as_of).item == index[case.targets[0]])
            for case in systems[0].cases
        ],
        dtype=np.float64,
    )
    return _by_bucket(
        systems, counts, "Hit-rate by popularity of the target", "times taken before the moment"
    )


def hit_rate_by_point(systems: Sequence[Scores]) -> Plot:
    """HR@10 by the number of events, for a replay."""
    points = sorted({int(case.id.rpartition("@")[2]) for case in systems[0].cases})
    series = []
    for one in systems:
        hits = one.metric("HR@10")
        here = np.array([int(case.id.rpartition("@")[2]) for case in one.cases])
        found = [bootstrap(hits[here == point]) for point in points]
        series.append(
            Series(
                name=one.system,
                x=[float(point) for point in points],
                y=[f.mean for f in found],
                low=[f.low for f in found],
                high=[f.high for f in found],
            )
        )
    return Plot(
        title="Hit-rate as the profile grows",
        kind="line",
        x="events taken in",
        y="HR@10",
        series=series,
    )


def calibration_plot(systems: Sequence[Scores]) -> Plot | None:
    """Observed against predicted, for systems that predict probabilities."""
    series = []
    for one in systems:
        probabilities, taken = one.calibration
        if len(probabilities) and taken.any():
            bins = reliability(probabilities, taken)
            series.append(
                Series(name=one.system, x=bins.predicted.tolist(), y=bins.observed.tolist())
            )
    if not series:
        return None
    return Plot(
        title="Calibration", kind="calibration", x="predicted", y="observed share", series=series
    )


def cost_against_quality(systems: Sequence[Scores]) -> Plot:
    """NDCG@10 over seconds a case."""
    series = [
        Series(name=one.system, x=[one.seconds], y=[float(np.nanmean(one.metric("NDCG@10")))])
        for one in systems
    ]
    return Plot(
        title="Cost against quality",
        kind="scatter",
        x="seconds a case (median)",
        y="NDCG@10",
        series=series,
    )


def _by_bucket(systems: Sequence[Scores], values: NDArray[np.float64], title: str, x: str) -> Plot:
    edges = np.unique(np.quantile(values, np.linspace(0, 1, _BUCKETS + 1)))
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, max(len(edges) - 2, 0))
    buckets = sorted(set(place.tolist()))
    names = []
    for bucket in buckets:
        inside = values[place == bucket]
        low, high = int(inside.min()), int(inside.max())
        names.append(f"{low:,}" if low == high else f"{low:,}–{high:,}")
    series = []
    for one in systems:
        hits = one.metric("HR@10")
        found = [bootstrap(hits[place == bucket]) for bucket in buckets]
        series.append(
            Series(
                name=one.system,
                x=names,
                y=[f.mean for f in found],
                low=[f.low for f in found],
                high=[f.high for f in found],
            )
        )
    return Plot(title=title, kind="bar", x=x, y="HR@10", series=series)
