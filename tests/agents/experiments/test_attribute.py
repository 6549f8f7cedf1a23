"""Which list an event answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.agents.experiments.made import did, shown
from whyrec.agents.experiments import attribute

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("view", {"click"}),
        ("click", {"click"}),
        ("like", {"like"}),
        ("purchase", {"conversion"}),
        ("dislike", {"dislikes"}),
        ("dismiss", {"dislikes"}),
        ("skip", set()),
        ("share", set()),
    ],
)
def test_an_event_on_an_item_of_a_list_answers_it(kind: Any, meant: set[str]) -> None:
    assert attribute([shown("f1", "f2")], [did(kind, "f2")], (), DAY) == [meant]


def test_an_event_on_another_item_answers_nothing() -> None:
    assert attribute([shown("f1")], [did("like", "f9")], (), DAY) == [frozenset()]


@pytest.mark.parametrize(
    ("minute", "answers"), [(-1, False), (0, True), (1440, True), (1441, False)]
)
def test_what_comes_before_the_list_or_after_the_window_does_not_count(
    minute: float, answers: bool
) -> None:
    found = attribute([shown("f1")], [did("like", "f1", minute)], (), DAY)
    assert (found == [{"like"}]) is answers


def test_an_event_counts_for_the_latest_list_alone_that_held_the_item() -> None:
    lists = [shown("f1", minute=0), shown("f1", minute=5), shown("f2", minute=6)]
    assert attribute(lists, [did("like", "f1", 7)], (), DAY) == [set(), {"like"}, set()]


def test_refused_feedback_counts_as_that_and_as_nothing_else() -> None:
    event = did("click", "f1")
    assert attribute([shown("f1")], [event], {event.id}, DAY) == [{"refused"}]


def test_several_answers_to_a_list_are_told_apart_and_count_once_each() -> None:
    events = [did("view", "f1", 1), did("view", "f2", 2), did("purchase", "f1", 3)]
    assert attribute([shown("f1", "f2")], events, (), DAY) == [{"click", "conversion"}]


def test_the_order_of_events_makes_no_difference() -> None:
    lists = [shown("f1", minute=0), shown("f1", "f2", minute=10)]
    events = [did("view", "f1", 1), did("like", "f2", 12), did("like", "f1", 11)]
    assert attribute(lists, events, (), DAY) == attribute(lists, events[::-1], (), DAY)
