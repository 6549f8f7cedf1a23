from __future__ import annotations

import numpy as np
import pytest

from whyrec.evals.metrics import bootstrap


def test_the_interval_holds_the_mean_and_narrows_with_more_users() -> None:
    few, many = (bootstrap(np.arange(n) % 2 * 1.0) for n in (40, 4_000))
    assert few.low < few.mean < few.high
    assert many.high - many.low < few.high - few.low
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.5 / np.sqrt(4_000), rel=0.1)


def test_users_without_a_number_are_left_out_and_the_others_counted() -> None:
    found = bootstrap(np.array([1.0, np.nan, 1.0]))
    assert found.mean == 1
    assert found.n == 2


def test_without_users_there_is_no_number() -> None:
    found = bootstrap(np.array([np.nan]))
    assert np.isnan(found[:3]).all()
    assert found.n == 0


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(50)
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values) != bootstrap(values, seed=1)


def test_the_interval_holds_the_true_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    found = [bootstrap(rng.random(100), draws=400) for _ in range(300)]
    assert np.mean([each.low <= 0.5 <= each.high for each in found]) == pytest.approx(
        0.95, abs=0.04
    )


def test_no_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one draw"):
        bootstrap(np.array([1.0]), draws=0)
