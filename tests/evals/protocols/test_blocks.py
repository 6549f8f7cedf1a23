"""How cases are grouped in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evals.crowds import day
from whyrec.evals.protocols import Case
from whyrec.evals.protocols._case import in_blocks


def case(number: int, at: float) -> Case:
    return Case(f"c{number}", f"u{number}", day(at), ("i00",), None, 1)


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(0, 40))
def test_every_case_is_in_one_block_that_is_no_younger(days: list[int], blocks: int) -> None:
    cases = [case(number, at) for number, at in enumerate(days)]
    found = in_blocks(cases, blocks)
    assert len(found) <= max(blocks, 1)
    assert sorted(c.id for block in found for c in block.cases) == sorted(c.id for c in cases)
    for block in found:
        assert block.cases
        assert all(block.moment <= c.as_of for c in block.cases)
    moments = [c.as_of for block in found for c in block.cases]
    assert moments == sorted(moments)


def test_a_blocks_moment_is_that_of_its_first_case() -> None:
    found = in_blocks([case(n, at) for n, at in enumerate([5, 1, 4, 2, 3])], 2)
    assert [(block.moment, len(block.cases)) for block in found] == [(day(1), 3), (day(4), 2)]


def test_cases_of_one_moment_go_by_their_ids() -> None:
    cases = [case(n, 1) for n in (3, 1, 2)]
    assert [c.id for block in in_blocks(cases, 1) for c in block.cases] == ["c1", "c2", "c3"]


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_the_order_in_which_cases_come_does_not_matter(blocks: int) -> None:
    cases = [case(n, at) for n, at in enumerate([5, 1, 4, 2, 3, 1])]
    assert in_blocks(cases, blocks) == in_blocks(cases[::-1], blocks)


def test_no_cases_are_no_blocks() -> None:
    assert in_blocks([], 3) == ()
