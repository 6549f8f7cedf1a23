from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.evals.report import Value
from whyrec.evals.report._numbers import cell_in_words, decimals_of, in_words
from whyrec.evals.report._scale import scale_of
from whyrec.evals.report._svg import fitted, width_of

FINITE = st.floats(min_value=-1e150, max_value=1e150)


@pytest.mark.parametrize(
    ("cells", "kind", "decimals"),
    [
        ([0.1942, 0.01], "number", 4),
        ([0.0051], "number", 4),
        ([0.00051], "number", 7),
        ([3.25, 0.1], "number", 3),
        ([123.4], "number", 1),
        ([12345.6], "number", 0),
        ([1, 2, 3], "number", 0),
        ([0.5], "percent", 1),
        ([1.0, None, "∞"], "count", 0),
        ([1.0, 0.0001], "number", 4),
        ([123.4, 0.00001], "number", 4),
        ([0.0, 0.0], "number", 0),
        ([None], "number", 0),
    ],
)
def test_a_column_is_written_with_decimals_that_fit_its_largest_number(
    cells: list, kind: str, decimals: int
) -> None:
    assert decimals_of(cells, kind) == decimals


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (0.9967, "number", "0.9967"),
        (-0.004, "number", "−0.0040"),
        (-0.00001, "percent", "0.0\u00a0%"),
        (1291, "count", "1\u202f291"),
        (0.4127, "percent", "41.3\u00a0%"),
        (Value(mean=0.2, low=0.1, high=0.3), "interval", "0.2000 [0.1000, 0.3000]"),
        (Value(mean=0.2, low=0.1, high=0.3), "percent", "20.0\u00a0% [10.0, 30.0]"),
        (Value(mean=0.2, low=None, high=0.3), "interval", "0.2000 [–, 0.3000]"),
        (Value(mean=None, low=0.1, high=0.3), "interval", ""),
        (None, "number", ""),
        ("as it is", "number", "as it is"),
    ],
)
def test_a_cell_in_words(cell: object, kind: str, words: str) -> None:
    assert cell_in_words(cell, kind) == words


@given(FINITE)
def test_no_number_is_written_as_minus_zero(number: float) -> None:
    written = in_words(number)
    assert written.strip("−0.") or "−" not in written


@given(st.lists(FINITE, max_size=5), st.booleans())
def test_a_scale_holds_its_numbers_and_has_ticks_inside(numbers: list[float], zero: bool) -> None:
    scale = scale_of(numbers, zero=zero).over(0, 100)
    assert scale.high > scale.low
    assert all(-1e-6 <= scale(number) <= 100 + 1e-6 for number in numbers)
    assert 1 <= len(scale.ticks) <= 12
    assert all(-1e-6 <= scale(tick.at) <= 100 + 1e-6 for tick in scale.ticks)


def test_a_single_number_is_read_against_zero() -> None:
    assert [scale_of([n]).low for n in (1.0, 40.0)] == [0, 0]
    assert scale_of([1.0]).ticks[-1].label == "1.0"
    assert scale_of([-2.0]).high == 0


def test_a_scale_of_shares_has_round_ticks_and_ends_at_zero() -> None:
    scale = scale_of([0.02, 0.218])
    assert [tick.label for tick in scale.ticks] == ["0.00", "0.05", "0.10", "0.15", "0.20"]
    assert scale.low == 0


@given(st.text(), st.integers(min_value=10, max_value=300))
def test_a_fitted_text_is_no_wider_than_its_room(text: str, room: int) -> None:
    assert width_of(fitted(text, room).removesuffix("…")) <= room
