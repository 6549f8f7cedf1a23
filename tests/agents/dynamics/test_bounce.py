"""A look at an item that was left again within a few seconds."""

from __future__ import annotations

import pytest

from tests.agents.dynamics.acts import act, refused
from whyrec.agents.dynamics import bounce


@pytest.mark.parametrize("look", ["view", "click"])
@pytest.mark.parametrize("then", ["view", "click", "search"])
def test_a_look_is_left_when_something_else_is_opened_seconds_later(look: str, then: str) -> None:
    events = [act(0, look, "a"), act(2, then, "b")]
    assert refused(events, bounce(events)) == [0]


@pytest.mark.parametrize("then", ["skip", "dismiss"])
def test_a_look_is_left_when_the_item_itself_is_passed_over(then: str) -> None:
    events = [act(0, "view"), act(3, then)]
    assert refused(events, bounce(events)) == [0]


@pytest.mark.parametrize("then", ["like", "dislike", "purchase", "share", "rating"])
def test_whoever_does_something_with_the_item_has_not_left_it(then: str) -> None:
    more = {"value": 4.0} if then == "rating" else {}
    events = [act(0, "view"), act(2, then, **more), act(3, "view", "b")]
    assert refused(events, bounce(events)) == []


def test_whoever_comes_back_to_it_at_once_and_likes_it_has_not_left_it() -> None:
    events = [act(0, "view", "a"), act(2, "view", "b"), act(4, "like", "a")]
    assert events[0].id not in bounce(events)


def test_a_look_of_five_seconds_is_none() -> None:
    events = [act(0, "view", "a"), act(5, "view", "b")]
    assert refused(events, bounce(events)) == []
    assert refused(events, bounce(events, within_s=5.1)) == [0]


def test_zero_seconds_refuse_nothing() -> None:
    assert bounce([act(0, "view", "a"), act(1, "view", "b")], within_s=0) == {}


def test_a_click_on_what_is_viewed_is_no_way_out() -> None:
    events = [act(0, "view", "a"), act(1, "click", "a")]
    assert bounce(events) == {}


def test_the_last_look_is_never_one() -> None:
    assert bounce([act(0, "like", "b"), act(1, "view", "a")]) == {}


def test_what_came_together_was_not_left() -> None:
    events = [act(0.001 * n, "view", f"i{n}") for n in range(20)]
    assert bounce(events) == {}


def test_another_session_tells_nothing() -> None:
    events = [act(0, "view", "a", session="one"), act(2, "view", "b", session="two")]
    assert bounce(events) == {}


def test_another_device_tells_nothing() -> None:
    events = [act(0, "view", "a", device="phone"), act(2, "view", "b", device="tv")]
    assert bounce(events) == {}


def test_a_like_elsewhere_is_no_way_out() -> None:
    assert bounce([act(0, "click", "a"), act(2, "like", "b")]) == {}


def test_the_reason_says_after_how_long() -> None:
    events = [act(0, "view", "a"), act(2.4, "view", "b")]
    assert bounce(events)[events[0].id] == "left again after 2.4 seconds"
