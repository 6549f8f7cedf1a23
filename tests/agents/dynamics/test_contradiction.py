"""Opposite reactions to one item within a session."""

from __future__ import annotations

from tests.agents.dynamics.acts import act, refused
from whyrec.agents.dynamics import contradiction


def test_one_change_of_mind_leaves_the_last_reaction() -> None:
    events = [act(0, "like"), act(20, "dislike")]
    assert refused(events, contradiction(events)) == [0]


def test_there_and_back_leaves_none() -> None:
    events = [act(0, "like"), act(20, "dislike"), act(40, "like")]
    assert refused(events, contradiction(events)) == [0, 1, 2]


def test_a_dismissal_is_a_dislike() -> None:
    events = [act(0, "dismiss"), act(20, "dislike"), act(40, "like")]
    assert refused(events, contradiction(events)) == [0, 1]


def test_the_same_reaction_twice_contradicts_nothing() -> None:
    assert contradiction([act(0, "like"), act(9, "like")]) == {}


def test_items_are_judged_apart() -> None:
    assert contradiction([act(0, "like", "a"), act(9, "dislike", "b")]) == {}


def test_another_session_may_think_otherwise() -> None:
    assert contradiction([act(0, "like"), act(1_801, "dislike")]) == {}


def test_named_sessions_are_believed() -> None:
    apart = [act(0, "like", session="one"), act(20, "dislike", session="two")]
    same = [act(0, "like", session="one"), act(9_000, "dislike", session="one")]
    assert contradiction(apart) == {}
    assert refused(same, contradiction(same)) == [0]


def test_a_session_goes_on_while_anything_happens() -> None:
    events = [act(0, "like"), act(1_700, "view", "b"), act(3_400, "dislike")]
    assert refused(events, contradiction(events)) == [0]


def test_of_ratings_set_right_the_last_counts() -> None:
    events = [act(n, "rating", value=v) for n, v in enumerate((3.0, 4.0, 5.0))]
    assert refused(events, contradiction(events)) == [0, 1]


def test_skips_and_looks_are_no_opinions() -> None:
    assert contradiction([act(0, "like"), act(9, "skip"), act(12, "view")]) == {}
