"""The Jensen–Shannon divergence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from whyrec.agents.dynamics import divergence

parts = st.just(0.0) | st.floats(1e-6, 1)
shares = st.lists(parts, min_size=4, max_size=4).filter(lambda x: sum(x) > 0.01)


def as_shares(parts: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(parts) / sum(parts)


@given(shares, shares)
def test_it_is_the_square_of_scipys_distance(a: list[float], b: list[float]) -> None:
    p, q = as_shares(a), as_shares(b)
    assert divergence(p, q) == pytest.approx(
        np.nan_to_num(jensenshannon(p, q, base=2)) ** 2, abs=1e-7
    )
    assert divergence(p, q) == pytest.approx(divergence(q, p), abs=1e-12)


def test_equal_shares_are_0_apart_and_disjoint_ones_1() -> None:
    p = np.array([0.5, 0.5, 0.0])
    assert divergence(p, p) == 0.0
    assert divergence(p, np.array([0.0, 0.0, 1.0])) == pytest.approx(1.0)
