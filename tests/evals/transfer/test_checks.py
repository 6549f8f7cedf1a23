"""What a transfer suite has to reach."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from whyrec.evals.transfer._outcomes import SIMULATED, SYSTEMS, Listed
from whyrec.evals.transfer._sections import checks
from whyrec.evals.transfer._spec import TransferSuite

USERS = 100


def suite(margin: float = 0.02) -> TransferSuite:
    return TransferSuite(
        kind="transfer", name="x", about="x", data="x", second=("Horror",), margin=margin
    )


def lists(*, gained: int, lost: int = 0, after: int = 0, world: str = SIMULATED) -> list[Listed]:
    """A hundred users, of whom some are hit by carried interests alone, some without them alone."""
    found = []
    for user in range(USERS):
        ranks: dict[str, int | None] = dict.fromkeys(SYSTEMS)
        ranks["whyrec"] = 1 if user >= USERS - lost else None
        ranks["whyrec, carried over"] = 10 if user < gained else None
        found.append(Listed(world, f"u{user}", after, ranks, 1))
    return found


def passed(outcomes: Sequence[Listed], margin: float = 0.02) -> list[bool]:
    return [check.passed for check in checks(suite(margin), outcomes)]


@pytest.mark.parametrize(
    ("gained", "lost", "reached"), [(12, 2, True), (2, 1, False), (0, 0, False)]
)
def test_a_planted_pairing_has_to_be_gained_by_before_any_event(
    gained: int, lost: int, reached: bool
) -> None:
    assert passed(lists(gained=gained, lost=lost)) == [reached]


@pytest.mark.parametrize(("lost", "reached"), [(0, True), (4, False)])
def test_after_events_it_must_not_be_in_the_way(lost: int, reached: bool) -> None:
    outcomes = [*lists(gained=12), *lists(gained=0, lost=lost, after=3)]
    assert passed(outcomes) == [True, reached]


@pytest.mark.parametrize(("lost", "reached"), [(0, True), (4, False)])
def test_real_users_must_not_pay_for_it_before_they_show_what_they_like(
    lost: int, reached: bool
) -> None:
    told = [*lists(gained=0, lost=lost, world="films"), *lists(gained=0, after=1, world="films")]
    assert passed(told) == [reached]


def test_what_would_not_matter_is_the_suites_to_say() -> None:
    outcomes = lists(gained=0, lost=4, world="films")
    assert [passed(outcomes, margin) for margin in (0.02, 0.1)] == [[False], [True]]


def test_one_user_proves_nothing() -> None:
    assert passed(lists(gained=1)[:1]) == [False]
    assert passed(lists(gained=1, world="films")[:1]) == [False]
