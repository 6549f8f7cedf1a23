"""When a series of events counts as having moved."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from whyrec.agents.dynamics import LEAST_EVENTS, Drift, drift

Rows = NDArray[np.float64]


def weights(n: int, half_life: float) -> Rows:
    raw = np.exp2(-np.arange(n)[::-1] / half_life)
    return np.asarray(raw / raw.sum())


def seen(rows: Rows, false_alarm: float = 0.003) -> Drift:
    n = len(rows)
    return drift(rows, weights(n, 180.0), weights(n, 6.0), false_alarm=false_alarm)


def drawn(shares: list[float], n: int, rng: np.random.Generator) -> Rows:
    """Events on one thing each."""
    return np.eye(len(shares))[rng.choice(len(shares), size=n, p=shares)]


STEADY = [0.4, 0.3, 0.2, 0.1]


def test_in_any_other_order_hardly_any_would_alarm() -> None:
    rng = np.random.default_rng(1)
    rows = drawn(STEADY, 80, rng)
    limit = seen(rows, 0.05).threshold
    shuffled = [seen(rng.permutation(rows), 0.05) for _ in range(1_000)]
    assert np.median([s.threshold for s in shuffled]) == pytest.approx(limit, rel=0.25)
    assert 0.01 <= np.mean([s.alarm for s in shuffled]) <= 0.06


def test_a_taste_that_turns_to_another_alarms_within_a_few_events() -> None:
    rng = np.random.default_rng(2)
    before, after = drawn([0.5, 0.5, 0, 0], 60, rng), drawn([0, 0, 0.5, 0.5], 12, rng)
    rows = np.vstack([before, after])
    first = next(n for n in range(60, 73) if seen(rows[:n]).alarm)
    assert 61 <= first <= 68
    found = seen(rows)
    assert found.excess[2:].sum() > 0.5
    assert found.excess.sum() == pytest.approx(0.0)


def test_the_fewer_false_alarms_are_wanted_the_higher_is_the_threshold() -> None:
    rows = drawn(STEADY, 60, np.random.default_rng(3))
    limits = [seen(rows, chance).threshold for chance in (0.1, 0.01, 0.001)]
    assert limits == sorted(limits)


def test_with_few_events_nothing_is_known() -> None:
    rows = np.vstack([np.tile([1.0, 0.0], (LEAST_EVENTS - 5, 1)), np.tile([0.0, 1.0], (4, 1))])
    assert not seen(rows).alarm
    assert seen(rows).threshold == np.inf
    assert seen(rows).divergence > 0


@pytest.mark.parametrize("things", [2, 3, 7])
@pytest.mark.parametrize("events", [20, 41, 60])
def test_who_always_takes_the_same_has_not_moved(things: int, events: int) -> None:
    found = seen(np.full((events, things), 1 / things))
    assert found.divergence == pytest.approx(0.0, abs=1e-9)
    assert (found.threshold, found.alarm) == (1.0, False)


def test_more_things_than_events_are_as_well_as_fewer() -> None:
    rng = np.random.default_rng(4)
    rows = drawn(STEADY, 30, rng)
    wide = np.hstack([rows, np.zeros((30, 40))])
    assert seen(wide).threshold == pytest.approx(seen(rows).threshold)
