"""What an experiment says: trust first, then harm, then gain."""

from __future__ import annotations

from typing import Any

import pytest

from whyrec.agents.experiments import MISMATCH, mismatch, verdict
from whyrec.domain import Compared, Rate, VariantReport

RATE = Rate(lists=9, hits=1, value=0.1, low=0.0, high=0.4)


def variant(
    name: str, outcome: Any = None, *, lists: int = 9, broken: bool = False
) -> VariantReport:
    guard = Compared(name="empty", rate=RATE, difference=None, broken=broken)
    return VariantReport(
        name=name,
        users=lists,
        lists=lists,
        explanations=0,
        seconds_p95=0.1,
        metrics=(),
        guards=(guard,),
        outcome=outcome,
    )


def test_without_lists_nothing_was_shown() -> None:
    both = [variant("a", lists=0), variant("b", "not decided", lists=0)]
    assert verdict(both, "click", mismatched=False) == "Nothing was shown yet."


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("not decided", "Not decided yet."),
        ("better", "b is better than a, by likes."),
        ("worse", "b is worse than a, by likes."),
    ],
)
def test_the_outcome_is_told(outcome: Any, said: str) -> None:
    assert verdict([variant("a"), variant("b", outcome)], "like", mismatched=False) == said


def test_a_broken_guard_goes_before_a_gain() -> None:
    both = [variant("a"), variant("b", "better", broken=True)]
    told = verdict(both, "click", mismatched=False)
    assert told == "Guard broken: stop. b: more empty lists than a."


def test_users_split_otherwise_than_wanted_go_before_all() -> None:
    both = [variant("a"), variant("b", "better", broken=True)]
    assert "not split as wanted" in verdict(both, "click", mismatched=True)


def test_a_split_as_wanted_is_likely_and_another_is_not() -> None:
    likely, other = mismatch([495, 505], [1, 1]), mismatch([400, 600], [1, 1])
    assert likely is not None
    assert other is not None
    assert other < MISMATCH < 0.5 < likely
    assert mismatch([400, 600], [2, 3]) == pytest.approx(1)


def test_of_nobody_no_split_can_be_wrong() -> None:
    assert mismatch([0, 0], [1, 1]) is None


def test_of_few_users_it_is_not_said_that_they_were_not_split_as_wanted() -> None:
    assert mismatch([0, 1], [99.0, 1.0]) is None
