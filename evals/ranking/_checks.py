"""What a run had to reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from whyrec.errors import InputError
from whyrec.evals._suite import GROUNDED, Threshold
from whyrec.evals.baselines import BASELINES
from whyrec.evals.metrics import Difference, holm, not_inferior, paired_bootstrap
from whyrec.evals.ranking._scores import METRICS, Scores
from whyrec.evals.report import Check

BEST_BASELINE = "best baseline"
_SURE = 0.05


def checks(thresholds: Sequence[Threshold], systems: Mapping[str, Scores]) -> list[Check]:
    """Hold every threshold against what was measured.

    Those that claim "not worse" are corrected together (Holm).

    Raises:
        InputError: A threshold names a system or a metric that the run has not.
    """
    claims = [t for t in thresholds if t.not_below is not None]
    found = {
        id(t): not_inferior(
            _metric(systems, t.system, t.metric),
            _metric(systems, t.not_below or "", t.metric),
            t.margin,
        )
        for t in claims
    }
    corrected = dict(
        zip(found, holm(np.array([f.p for f in found.values()])) if found else (), strict=True)
    )
    told: list[Check] = []
    for t in thresholds:
        own = _metric(systems, t.system, t.metric)
        name = f"{t.metric} of {t.system}"
        if t.at_least is not None:
            mean = float(np.nanmean(own))
            told.append(
                Check(
                    name=name,
                    required=f"≥ {t.at_least}",
                    measured=round(mean, 4),
                    passed=mean >= t.at_least,
                )
            )
        if t.above is not None:
            rival = _best_baseline(systems, t.metric) if t.above == BEST_BASELINE else t.above
            difference = paired_bootstrap(own, _metric(systems, rival, t.metric))
            told.append(
                Check(
                    name=name,
                    required=f"above {rival}, p < {_SURE}",
                    measured=_words(difference),
                    passed=difference.difference > 0 and difference.p < _SURE,
                )
            )
        if t.not_below is not None:
            one, p = found[id(t)], float(corrected[id(t)])
            told.append(
                Check(
                    name=name,
                    required=f"not below {t.not_below} by more than {t.margin}",
                    measured=f"{one.difference:+.4f}, at least {one.low:+.4f}; p {p:.4f} (Holm)",
                    passed=p < _SURE,
                )
            )
    return told


def require(thresholds: Sequence[Threshold], names: Collection[str]) -> None:
    """Hold what thresholds name against the systems that are going to run.

    Raises:
        InputError: A threshold names a system or a metric that there will not be.
    """
    for t in thresholds:
        best = t.above == BEST_BASELINE
        for named in (t.system, t.not_below, None if best else t.above):
            if named is not None and named not in names:
                raise _no_system(named, names)
        if best and not BASELINES.keys() & set(names):
            raise _no_baseline()
        metric, _, k = t.metric.partition("@")
        if t.metric == GROUNDED:
            continue
        if metric not in METRICS or not k.isdecimal() or int(k) < 1:
            raise _no_metric(t.metric)


def _words(found: Difference) -> str:
    return f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f}), p {found.p:.4f}"


def _best_baseline(systems: Mapping[str, Scores], metric: str) -> str:
    present = [name for name in systems if name in BASELINES]
    if not present:
        raise _no_baseline()
    return max(present, key=lambda name: float(np.nanmean(systems[name].metric(metric))))


def _metric(
    systems: Mapping[str, Scores], system: str, metric: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if system not in systems:
        raise _no_system(system, systems)
    try:
        return systems[system].metric(metric)
    except (KeyError, ValueError) as error:
        raise _no_metric(metric) from error


def _no_system(named: str, names: Collection[str]) -> InputError:
    return InputError(
        f"A threshold names the system {named!r}, which does not run.",
        remedy=f"Those that run are {', '.join(names)}.",
    )


def _no_baseline() -> InputError:
    return InputError(
        "A threshold names the best baseline, but no baseline runs.",
        remedy="Add `- baseline: all` to the suite's systems.",
    )


def _no_metric(named: str) -> InputError:
    return InputError(
        f"A threshold names the metric {named!r}.",
        remedy=f"Write it as HR@10 or NDCG@10; there are {', '.join(METRICS)}.",
    )
