"""When calls to an engine are made, and when they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec._breaker import MOST_PROBES, UNUSABLE_IN_A_ROW, Breaker


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    """One that works."""
    made = Breaker(clock)
    made.probed(None)
    return made


def reopen(breaker: Breaker) -> int:
    """Let an engine fail and be probed until it is used again; return how many probes it took."""
    breaker.failed(breaker.round, "dead")
    probes = 0
    while not breaker.allows:
        breaker.probing()
        breaker.probed(None)
        probes += 1
    return probes


def test_before_anything_was_asked_calls_are_let_through() -> None:
    breaker = Breaker()
    assert (breaker.state, breaker.allows) == ("unknown", True)


def test_one_dead_call_opens_it(breaker: Breaker) -> None:
    breaker.failed(breaker.round, "dead")
    assert (breaker.state, breaker.allows, breaker.error) == ("open", False, "dead")


def test_unusable_answers_open_it_only_in_a_row(breaker: Breaker) -> None:
    for _ in range(5):
        for _ in range(UNUSABLE_IN_A_ROW - 1):
            breaker.failed(breaker.round, "noise", unusable=True)
        breaker.succeeded(breaker.round)
    assert breaker.allows
    for _ in range(UNUSABLE_IN_A_ROW):
        breaker.failed(breaker.round, "noise", unusable=True)
    assert not breaker.allows


def test_a_probe_closes_it_and_clears_the_error(breaker: Breaker) -> None:
    breaker.failed(breaker.round, "dead")
    breaker.probing()
    assert (breaker.state, breaker.allows) == ("half_open", False)
    breaker.probed(None)
    assert (breaker.state, breaker.error) == ("closed", None)


def test_a_probe_that_fails_leaves_it_open_with_the_newest_reason(breaker: Breaker) -> None:
    breaker.failed(breaker.round, "dead")
    breaker.probing()
    breaker.probed("still dead")
    assert (breaker.state, breaker.error, breaker.probes_failed) == ("open", "still dead", 1)


def test_no_answer_of_a_call_closes_it(breaker: Breaker) -> None:
    began = breaker.round
    breaker.failed(began, "dead")
    breaker.succeeded(began)
    breaker.succeeded(breaker.round)
    assert not breaker.allows


def test_a_failure_of_before_it_closed_again_is_no_news(breaker: Breaker) -> None:
    began = breaker.round
    reopen(breaker)
    breaker.failed(began, "a call that was lost long ago")
    assert breaker.allows


def test_a_flapping_engine_has_to_pass_more_probes_each_time_up_to_a_bound(
    breaker: Breaker, clock: Clock
) -> None:
    taken = []
    for _ in range(6):
        taken.append(reopen(breaker))
        clock.now += 1
    assert taken == [1, 2, 3, 4, 4, 4]
    assert max(taken) == MOST_PROBES


def test_an_engine_that_was_well_for_long_is_trusted_at_once_again(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(4):
        reopen(breaker)
    clock.now += 3600
    assert reopen(breaker) == 1


def test_probes_in_a_row_means_in_a_row(breaker: Breaker) -> None:
    reopen(breaker)
    breaker.failed(breaker.round, "dead")
    for failure in (None, "dead", None):
        breaker.probing()
        breaker.probed(failure)
    assert not breaker.allows


def test_a_probe_may_find_out_first_that_an_engine_is_dead(breaker: Breaker) -> None:
    breaker.probed("no token came")
    assert (breaker.state, breaker.error) == ("open", "no token came")


def test_whoever_waits_is_told_once_each_time_it_opens() -> None:
    opened: list[str | None] = []
    breaker = Breaker(opened=lambda: opened.append(breaker.error))
    for n in range(3):
        breaker.failed(breaker.round, str(n))
        breaker.failed(breaker.round, "again")
    assert opened == ["0"]


STEPS = st.sampled_from(["ok", "dead", "unusable", "probe ok", "probe dead", "stale"])


@given(st.lists(STEPS, max_size=40))
def test_only_a_probe_ever_lets_calls_through_again(steps: list[str]) -> None:
    breaker = Breaker()
    for step in steps:
        shut = not breaker.allows
        if step == "ok":
            breaker.succeeded(breaker.round)
        elif step == "dead":
            breaker.failed(breaker.round, "dead")
        elif step == "unusable":
            breaker.failed(breaker.round, "noise", unusable=True)
        elif step == "stale":
            breaker.failed(breaker.round - 1, "late")
        else:
            breaker.probing()
            breaker.probed(None if step == "probe ok" else "dead")
        assert not (shut and breaker.allows) or step == "probe ok"
        assert (breaker.error is None) or step != "ok" or not breaker.allows
