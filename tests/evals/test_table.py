from __future__ import annotations

from math import log2

import numpy as np
import pytest

from whyrec.evals._table import DEPTH, measure


def test_a_row_is_made_of_the_targets_ranks() -> None:
    row = measure("a system", np.array([1, 2, 10, 11, DEPTH, DEPTH + 1, 0]))
    assert row.hr10.mean == pytest.approx(3 / 7)
    assert row.hr50.mean == pytest.approx(5 / 7)
    assert row.ndcg10.mean == pytest.approx((1 + 1 / log2(3) + 1 / log2(11)) / 7)


def test_a_target_outside_the_list_counts_as_a_miss_and_is_no_user_left_out() -> None:
    row = measure("a system", np.array([0, 0]))
    assert row.users == row.hr10.n == 2
    assert row.hr10.mean == 0
