"""Attention over what was taken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.agents.dynamics._attention import attention

HORROR, WAR = np.array([1.0, 0.0]), np.array([0.0, 1.0])


def test_what_resembles_the_present_counts_by_the_formula() -> None:
    weights = attention(HORROR, np.stack([HORROR, WAR]), np.zeros(2), 60.0)
    assert weights[0] / weights[1] == pytest.approx(np.exp(np.sqrt(2)))


def test_an_event_counts_a_third_after_as_many_days() -> None:
    weights = attention(HORROR, np.stack([HORROR, HORROR]), np.array([60.0, 0.0]), 60.0)
    assert weights[0] / weights[1] == pytest.approx(np.exp(-1))


def test_a_query_about_nothing_leaves_the_age_alone() -> None:
    weights = attention(np.zeros(2), np.stack([HORROR, WAR]), np.zeros(2), 60.0)
    assert weights == pytest.approx([0.5, 0.5])


def test_of_nothing_there_is_none() -> None:
    assert len(attention(HORROR, np.zeros((0, 2)), np.zeros(0), 60.0)) == 0


@given(
    rows=st.lists(st.tuples(*[st.floats(0, 1)] * 3, st.floats(0, 10_000)), min_size=1, max_size=12)
)
def test_it_sums_to_one_whatever_the_ages(rows: list[tuple[float, ...]]) -> None:
    given_rows = np.array(rows)
    weights = attention(given_rows[0, :3], given_rows[:, :3], given_rows[:, 3], 60.0)
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()
