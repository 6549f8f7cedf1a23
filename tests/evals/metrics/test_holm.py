from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.evals.metrics import holm

probabilities = st.lists(st.floats(0, 1), max_size=8)


def rejected(p_values: list[float], level: float) -> set[int]:
    """Holm's procedure as he states it: step down until one fails."""
    found: set[int] = set()
    for step, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] * (len(p_values) - step) > level:
            break
        found.add(place)
    return found


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_later_one_is_never_below_an_earlier_one() -> None:
    assert holm([0.02, 0.021]) == pytest.approx([0.04, 0.04])


def test_one_test_needs_no_correction() -> None:
    assert holm([0.04]).tolist() == [0.04]
    assert holm([]).tolist() == []


@given(probabilities, st.floats(0.001, 0.999))
def test_what_is_adjusted_below_the_level_is_what_stepping_down_rejects(
    p_values: list[float], level: float
) -> None:
    adjusted = holm(p_values)
    assert set(np.flatnonzero(adjusted <= level).tolist()) == rejected(p_values, level)


@given(probabilities)
def test_an_adjusted_p_value_is_between_the_raw_one_and_bonferronis(
    p_values: list[float],
) -> None:
    raw, adjusted = np.array(p_values), holm(p_values)
    assert (adjusted >= raw).all()
    assert (adjusted <= np.minimum(1, raw * len(raw))).all()


@pytest.mark.parametrize("wrong", [-0.1, 1.1, np.nan])
def test_what_is_no_p_value_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.5, wrong])
