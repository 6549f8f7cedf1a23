"""All rules together, and what refused feedback changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.dynamics.acts import START, act
from whyrec.agents.dynamics import judge, strategy
from whyrec.domain import Event
from whyrec.settings import FeedbackSettings

JUDGED = FeedbackSettings(judged=True)
KINDS = ("view", "click", "like", "dislike", "dismiss", "skip", "rating", "purchase", "state")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    gaps = draw(st.lists(st.sampled_from([0.0, 0.5, 2.0, 2.0, 2.0, 30.0, 4_000.0]), max_size=40))
    second, events = 0.0, []
    for n, gap in enumerate(gaps):
        second += gap
        kind, item = draw(st.sampled_from(KINDS)), draw(st.sampled_from("abc"))
        more = {"value": draw(st.sampled_from([1.0, 5.0]))} if kind == "rating" else {}
        events.append(act(second, kind, item, id=f"e{n:03}", **more))
    return events


@given(histories())
def test_every_event_is_evidence_or_refused_and_none_is_lost(events: list[Event]) -> None:
    judged = judge(events, JUDGED)
    both = [*judged.valid, *(r.event for r in judged.refused)]
    assert sorted(both, key=lambda e: e.id) == events


@given(histories())
def test_words_are_never_refused(events: list[Event]) -> None:
    assert all(r.event.kind != "state" for r in judge(events, JUDGED).refused)


@given(histories(), histories())
def test_a_later_week_changes_no_judgement(early: list[Event], late: list[Event]) -> None:
    """So who judged early need not judge again: a rule reaches no further than a session."""
    moved = [
        e.model_copy(update={"id": f"late-{e.id}", "at": e.at + timedelta(days=14)}) for e in late
    ]
    alone, both = judge(early, JUDGED), judge([*early, *moved], JUDGED)
    assert both.valid[: len(alone.valid)] == alone.valid


def test_switched_off_everything_counts() -> None:
    events = [act(0.1 * n, "like", f"i{n}") for n in range(50)]
    judged = judge(events, FeedbackSettings(judged=False))
    assert list(judged.valid) == events
    assert judged.refused == ()


def test_what_a_script_does_in_between_makes_no_look_a_bounce() -> None:
    look = act(0, "view", "mine")
    script = [act(2.7 + 2 * n, "click", f"i{n}") for n in range(11)]
    judged = judge([look, *script], JUDGED)
    assert [r.rule for r in judged.refused] == ["scripted"] * 11
    assert judged.valid == (look,)


def test_each_refused_event_has_its_rule() -> None:
    events = [
        act(0, "view", "a"),
        act(2, "view", "b"),
        act(60, "like", "c"),
        act(70, "dislike", "c"),
    ]
    assert [(r.event.item_id, r.rule) for r in judge(events, JUDGED).refused] == [
        ("a", "bounce"),
        ("c", "contradiction"),
    ]


@pytest.mark.parametrize(("bounces", "explore"), [(9, 1), (10, 2)])
def test_many_refused_of_the_latest_double_what_is_explored(bounces: int, explore: int) -> None:
    events: list[Event] = []
    for n in range(bounces):
        events += [act(100.0 * n + n * n, "view", f"i{n}"), act(100.0 * n + n * n + 3, "view", "z")]
    judged = judge(events, JUDGED)
    assert len(judged.refused) == bounces
    later = START + timedelta(hours=1)
    assert strategy(judged, later, JUDGED, latest=events).explore == explore


def test_what_was_left_again_is_counted_for_a_week() -> None:
    events = [
        act(0, "view", "a"),
        act(2, "view", "b"),
        act(500, "click", "a"),
        act(503, "view", "c"),
    ]
    judged = judge(events, JUDGED)
    soon, late = START + timedelta(days=6), START + timedelta(days=8)
    assert strategy(judged, soon, JUDGED, latest=events).left == {"a": 2}
    assert strategy(judged, late, JUDGED, latest=events).left == {}


def test_nothing_adapts_where_that_is_switched_off() -> None:
    events = [act(0, "view", "a"), act(2, "view", "b")]
    off = FeedbackSettings(adapts=False)
    assert strategy(judge(events, off), START, off, latest=events).left == {}
