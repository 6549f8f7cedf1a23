from __future__ import annotations

import numpy as np
import pytest

from whyrec.evals.metrics import _resample


def test_the_size_of_a_chunk_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).random(37)
    whole = _resample.resampled_means(values, 500, 3)
    monkeypatch.setattr(_resample, "_CELLS", 7 * 37)
    np.testing.assert_array_equal(_resample.resampled_means(values, 500, 3), whole)


def test_more_users_than_a_chunk_holds_are_drawn_one_sample_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_resample, "_CELLS", 10)
    assert _resample.resampled_means(np.ones(50), 3, 0).tolist() == [1, 1, 1]
